"""Times the local page: a slider's redraw, and pages with twenty clients at once.

    python3 bench/web/measure.py path/to/batna [case folder] [--paths 100000]

Prints one JSON object: milliseconds and bytes. Uses the standard library alone. A
redraw is timed for what-ifs that were never asked before, so that nothing kept answers
them; pages are timed after one warm-up, as a person meets them.
"""

import argparse
import http.client
import json
import os
import re
import signal
import subprocess
import tempfile
import threading
import time
from pathlib import Path


def percentile(values, share):
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000, 1)


class Client:
    def __init__(self, port, cookie):
        self.port, self.cookie = port, cookie
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)

    def get(self, path):
        begun = time.perf_counter()
        self.connection.request("GET", path, headers={"Cookie": self.cookie})
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise SystemExit(f"{path} answered {answer.status}")
        return time.perf_counter() - begun, len(body)


def cpu_ms(process):
    """Processor time of the server so far: what waiting for a busy machine does not inflate."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def enter(link):
    port, token = re.match(r"http://127\.0\.0\.1:(\d+)/\?token=(\w+)", link).groups()
    connection = http.client.HTTPConnection("127.0.0.1", int(port))
    connection.request("GET", f"/?token={token}")
    cookie = connection.getresponse().getheader("Set-Cookie").split(";")[0]
    return int(port), cookie


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("batna")
    parser.add_argument("case", nargs="?")
    parser.add_argument("--paths", type=int, default=100_000)
    parser.add_argument("--redraws", type=int, default=40)
    parser.add_argument("--clients", type=int, default=20)
    arguments = parser.parse_args()
    folder = arguments.case
    if folder is None:
        folder = str(Path(tempfile.mkdtemp()) / "demo")
        subprocess.run([arguments.batna, "demo", folder, "--paths", "2000"], check=True, stdout=subprocess.DEVNULL)
    served = subprocess.Popen(
        [arguments.batna, "serve", "--case", folder, "--paths", str(arguments.paths)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )
    try:
        link = next(word for line in served.stdout for word in line.split() if "token=" in word)
        port, cookie = enter(link)
        client = Client(port, cookie)
        client.get("/compare")
        before = cpu_ms(served)
        redraws = [
            client.get(f"/compare/redraw?company=simulated&risk={1 + step * 0.13:.2f}&discount={2 + step * 0.05:.2f}")
            for step in range(arguments.redraws)
        ]
        spent = (cpu_ms(served) - before) / arguments.redraws
        result = {
            "paths": arguments.paths,
            "processors": os.cpu_count(),
            "load": round(os.getloadavg()[0], 1),
            "redraw": {"cpu_ms": round(spent, 1), "p50_ms": percentile([t for t, _ in redraws], 0.5), "p95_ms": percentile([t for t, _ in redraws], 0.95), "bytes": redraws[0][1]},
            "pages": {},
        }
        for path in ["/", "/offers/analytics-co", "/compare", "/market", "/plan/analytics-co", "/ledger", "/settings"]:
            _, size = client.get(path)
            times, lock = [], threading.Lock()

            def many():
                own = Client(port, cookie)
                mine = [own.get(path)[0] for _ in range(10)]
                with lock:
                    times.extend(mine)

            threads = [threading.Thread(target=many) for _ in range(arguments.clients)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            alone = [client.get(path)[0] for _ in range(20)]
            result["pages"][path] = {"p50_ms": percentile(times, 0.5), "p95_ms": percentile(times, 0.95), "alone_p95_ms": percentile(alone, 0.95), "bytes": size}
        print(json.dumps(result, indent=2))
    finally:
        served.send_signal(signal.SIGINT)
        served.wait(timeout=10)


main()
