"""The other end of a call: sipp as a gateway that answers, refuses or keeps silent, and an ear."""

from __future__ import annotations

import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tools import telephony
from tools.ports import free_port

_LINES = """SIP/2.0 {status}
[last_Via:]
[last_From:]
[last_To:]{tag}
[last_Call-ID:]
[last_CSeq:]
{more}Content-Length: {length}

{body}"""
_CONTACT = "Contact: <sip:[local_ip]:[local_port]>\n"
_SDP = """v=0
o=callee 1 1 IN IP4 [local_ip]
s=-
c=IN IP4 [local_ip]
t=0 0
m=audio [ear] RTP/AVP 0 101
a=rtpmap:0 PCMU/8000
a=rtpmap:101 telephone-event/8000
a=fmtp:101 0-16
"""


def answer(
    status: str, body: str = "", more: str = "", tag: str = ";tag=[pid]t[call_number]"
) -> str:
    """An answer to the last request."""
    length = "[len]" if body else "0"
    text = _LINES.format(status=status, tag=tag, more=more, length=length, body=body)
    return f"<send><![CDATA[\n{text}]]></send>\n"


def request(method: str, body: str = "", more: str = "") -> str:
    """A request of the callee's own inside the call."""
    length = "[len]" if body else "0"
    return f"""<send><![CDATA[
{method} [$contact] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: [$callee];tag=[pid]t[call_number]
To: [$caller]
[last_Call-ID:]
CSeq: [cseq] {method}
Max-Forwards: 70
{more}Content-Length: {length}

{body}]]></send>
<recv response="200"/>
"""


def pause(milliseconds: int) -> str:
    return f'<pause milliseconds="{milliseconds}"/>\n'


def press(key: str) -> str:
    """A key as most telephones send it, RFC 2833; sipp brings a recording of each."""
    return (
        f'<nop><action><exec play_pcap_audio="{telephony.RECORDINGS}/dtmf_2833_{key}.pcap"/>'
        "</action></nop>\n"
    )


def press_by_info(key: str) -> str:
    """A key as some gateways send it, in a SIP request."""
    relay = f"Signal={key}\nDuration=160\n"
    return request("INFO", relay, "Content-Type: application/dtmf-relay\n")


INVITED = """<recv request="INVITE"><action>
<ereg regexp=".*" search_in="hdr" header="From:" assign_to="caller"/>
<ereg regexp=".*" search_in="hdr" header="To:" assign_to="callee"/>
<ereg regexp="sip:[^&gt;]*" search_in="hdr" header="Contact:" assign_to="contact"/>
</action></recv>
"""
ACKED = '<recv request="ACK"/>\n'
RINGS = answer("180 Ringing", more=_CONTACT) + pause(200)
EARLY_SOUND = answer(
    "183 Session Progress", _SDP, f"{_CONTACT}Content-Type: application/sdp\n"
) + pause(300)
PICKED_UP = answer("200 OK", _SDP, f"{_CONTACT}Content-Type: application/sdp\n") + ACKED
HANGS_UP = request("BYE")
LISTENS_ON = '<recv request="BYE" timeout="20000"/>\n' + answer("200 OK", tag="")
ANSWERS = INVITED + RINGS + PICKED_UP
RINGS_OUT = (
    INVITED
    + RINGS
    + '<recv request="CANCEL" timeout="20000"/>\n'
    + answer("200 OK")
    + answer("487 Request Terminated").replace("[last_CSeq:]", "CSeq: 1 INVITE")
    + ACKED
)
ASKS_FOR_A_PASSWORD = (
    '<recv request="INVITE"/>\n'
    + answer(
        "401 Unauthorized",
        more='WWW-Authenticate: Digest realm="sip.example", algorithm=MD5, nonce="a1b2c3"\n',
    )
    + ACKED
    + INVITED.replace(
        "</action>", '<verifyauth assign_to="right" username="ada" password="l0ve:lace"/></action>'
    )
    + '<nop next="1" test="right"/>\n'
    + answer("403 Forbidden")
    + ACKED
    + '<nop next="2"/>\n<label id="1"/>\n'
    + RINGS
    + PICKED_UP
    + HANGS_UP
    + '<label id="2"/>\n<nop/>\n'
)


def refuses(status: str) -> str:
    """A gateway that says no at once."""
    return INVITED + answer(status) + ACKED


@dataclass
class Ear:
    """The callee's ear: the RTP packets that reached it.

    Attributes:
        payloads: The sound of each packet, G.711 mu-law, in order of arrival.
    """

    port: int = 0
    payloads: list[bytes] = field(default_factory=list)

    @contextmanager
    def listening(self) -> Iterator[Ear]:
        """Listens at a free port until the block ends."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as inbox:
            inbox.bind(("127.0.0.1", 0))
            inbox.settimeout(0.2)
            self.port = inbox.getsockname()[1]
            over = threading.Event()

            def listen() -> None:
                while not over.is_set():
                    try:
                        packet = inbox.recv(2048)
                    except TimeoutError:
                        continue
                    if packet[0] >> 6 == 2 and packet[1] & 0x7F == 0:
                        self.payloads.append(packet[12:])

            thread = threading.Thread(target=listen)
            thread.start()
            try:
                yield self
            finally:
                over.set()
                thread.join()


@dataclass
class Gateway:
    """A gateway at a port of its own."""

    port: int
    process: subprocess.Popen[bytes]
    messages: Path
    errors: Path


@contextmanager
def gateway(
    scenario: str, ear: Ear, folder: Path, name: str, *, port: int = 0, calls: int = 1
) -> Iterator[Gateway]:
    """Runs sipp with a scenario until the block ends, at a port of its own unless given."""
    used = "caller callee contact right"
    known = ",".join(each for each in used.split() if f'assign_to="{each}"' in scenario)
    references = f'<Reference variables="{known}"/>' if known else ""
    file = folder / f"{name}.xml"
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    file.write_text(f'{head}\n<scenario name="{name}">\n{scenario}{references}\n</scenario>\n')
    # For SIP, and for sipp's own media.
    free, media = free_port(socket.SOCK_DGRAM), free_port(socket.SOCK_DGRAM)
    port = port or free
    messages, errors = folder / f"{name}.messages", folder / f"{name}.errors"
    command: list[str | Path] = [telephony.sipp(), "-sf", file, "-m", str(calls), "-nostdin"]
    command += ["-key", "ear", str(ear.port)]
    command += ["-i", "127.0.0.1", "-p", str(port), "-mp", str(media)]
    command += ["-trace_msg", "-message_file", messages, "-trace_err", "-error_file", errors]
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
    )
    try:
        yield Gateway(port, process, messages, errors)
    finally:
        process.kill()
        process.wait()
