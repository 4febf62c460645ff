-- For wrk: sends leads as an integrator sends them, without a token, each another one.
-- Its one argument, hexadecimal, tells this run's leads from those of others.
local sent, run = 0, ""

function init(arguments)
  run = arguments[1]
end

function request()
  sent = sent + 1
  local identity = string.format("%s%08x", run, sent)
  local fields = {
    "action=lead_submit&account_key=demo&langcode=eng&service_id=1&service_name=Sales",
    "&location=Singapore&name=Ada+Lovelace&email=ada%40prospect.example",
    "&customer_id=", identity, "&interaction_id=", identity,
    string.format("&phone_number=%%2B65+9%07d", sent),
  }
  local headers = { ["Content-Type"] = "application/x-www-form-urlencoded" }
  return wrk.format("POST", nil, headers, table.concat(fields))
end

function done(summary)
  local errors = summary.errors
  local broken = errors.connect + errors.read + errors.write + errors.timeout
  local told = '\n{"requests": %d, "microseconds": %d, "refused": %d, "broken": %d}\n'
  io.write(string.format(told, summary.requests, summary.duration, errors.status, broken))
end
