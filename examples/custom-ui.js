/* A user interface of a site's own, in the shape of the original library's: it registers itself
   as $lucep_ui, and the library calls init once. Named by `load_ui` in custom-ui.html. */
(function () {
  "use strict";

  var lucep = window.$lucep;
  var bar;

  function make(name, attributes, text) {
    var node = document.createElement(name);
    Object.keys(attributes).forEach(function (key) { node.setAttribute(key, attributes[key]); });
    if (text) node.textContent = text;
    return node;
  }

  function draw(kiosk, geo) {
    var words = kiosk.menu.config[kiosk.default_lang];
    var form = make("form", { class: "bar" });
    var services = make("select", { name: "service", "aria-label": "Service" });
    kiosk.menu.tree.children.forEach(function (service) {
      services.append(make("option", { value: service.service_id }, service.lt[kiosk.default_lang]));
    });
    form.append(
      make("strong", {}, words.open_txt),
      make("input", { name: "name", placeholder: "Name", autocomplete: "name", required: "" }),
      make("input", { name: "phone", type: "tel", placeholder: "Phone (" + geo.country.toUpperCase() + ")", autocomplete: "tel", required: "" }),
      services,
      make("button", {}, words.button_cta)
    );
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      send(form.elements);
    });
    bar.replaceChildren(form);
  }

  function send(fields) {
    var service = fields.service.selectedOptions[0];
    lucep.send_intelligence({
      event_type: "Used the bar",
      payload: { seconds_on_page: Math.round((Date.now() - lucep.get_data({ key: "bar_seen" })) / 1000) }
    });
    lucep.raise_lead({
      name: fields.name.value,
      phone_number: fields.phone.value,
      service_id: Number(service.value),
      service_name: service.textContent,
      payload: { from: "bar" },
      callback: function (update) {
        bar.replaceChildren(make("p", { class: "bar", role: "status" }, update.msg || "Your request is " + update["ticket-status"] + "."));
      }
    });
  }

  window.$lucep_ui = {
    init: function () {
      lucep.put_data({ key: "bar_seen", value: Date.now() });
      bar = make("div", {});
      document.body.append(bar);
      lucep.add({ rel: "stylesheet", href: "custom-ui.css" }, function () {
        lucep.get_geo_data({
          callback: function (geo) {
            lucep.get_kiosk_details({ callback: function (kiosk) { draw(kiosk, geo); } });
          }
        });
      }, "head", "link", 0);
    }
  };
}());
