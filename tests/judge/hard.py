"""hard.py - programs that make a verdict difficult.

usage: hard.py refused | frames | interpreters | loaded
"""
import sys


def refused():
    """The system gives no more arenas, for a while."""
    import resource

    kept = [None] * 600000  # so that nothing large is asked for
    at = 0
    with open("/proc/self/statm") as file:
        used = int(file.read().split()[0]) * resource.getpagesize()
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    for more in (4 << 20, 9 << 20):
        reserve = bytearray(1 << 20)
        resource.setrlimit(resource.RLIMIT_AS, (used + more, hard))
        try:
            while at < len(kept):
                kept[at] = str(at) * 3
                at += 1
        except MemoryError:
            reserve = None  # so that there is room to go on
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
        for i in range(0, at, 2):
            kept[i] = None
    print(0 < at < len(kept))


def frames():
    """A frame as large as an arena, several times, while arenas come and go."""
    text = "def large():\n" + "".join(" a%d = 0\n" % i for i in range(70000)) + " return 1\n"
    scope = {}
    exec(text, scope)
    for count in (60000, 90000, 30):
        kept = [str(i) for i in range(count)]
        scope["large"]()
        del kept
    print(True)


def interpreters():
    """Thirty interpreters with pymallocs of their own, some side by side."""
    import threading
    try:
        import _interpreters as module
    except ImportError:
        import _xxsubinterpreters as module
    run = module.run_string

    def live():
        number = module.create()
        run(number, "kept = [str(i) for i in range(3000)]\nimport json; json.dumps(kept)")
        module.destroy(number)

    done = []
    busy = threading.Thread(target=lambda: [str(i) for i in range(200000)] and done.append(1))
    busy.start()
    threads = [threading.Thread(target=live) for i in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for i in range(24):
        live()
    busy.join()
    print(done == [1])


def loaded():
    """What could make interpreters is loaded, and makes none."""
    import asyncio, concurrent.futures
    try:
        import _interpreters
    except ImportError:
        pass
    kept = [str(i) for i in range(30000)]
    print(asyncio is not None and len(kept) > 0)


globals()[sys.argv[1]]()
