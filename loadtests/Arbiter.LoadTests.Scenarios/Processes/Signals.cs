using System.Runtime.InteropServices;

namespace Arbiter.LoadTests.Processes;

/// <summary>Ends processes by id: politely first, then for good.</summary>
static partial class Signals
{
    public const int Interrupt = 2, Terminate = 15;

    public static void Send(int pid, int signal) => kill(pid, signal);

    public static bool IsAlive(int pid) => kill(pid, 0) == 0;

    /// <summary>Sends a signal and waits; after the grace the process is killed.</summary>
    public static async Task EndAsync(int pid, int signal, TimeSpan grace)
    {
        Send(pid, signal);
        for (var waitedMs = 0; IsAlive(pid); waitedMs += 50)
        {
            if (waitedMs > grace.TotalMilliseconds)
            {
                Send(pid, 9);
                return;
            }
            await Task.Delay(50);
        }
    }

    [LibraryImport("libc")]
    private static partial int kill(int pid, int signal);
}
