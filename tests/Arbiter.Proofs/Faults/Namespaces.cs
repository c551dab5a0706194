using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Arbiter.Proofs.Faults;

/// <summary>Network namespaces of Linux and their devices; errors name the call and <c>errno</c>.</summary>
static class Namespaces
{
    const int ReadWrite = 2;
    const int NonBlocking = 0x800;
    const int CloseOnExec = 0x80000;
    const int NewNetwork = 0x40000000;
    const uint SetInterface = 0x400454ca;
    const short PacketsAlone = 0x1001;

    /// <summary>Runs the <c>ip</c> of iproute2.</summary>
    public static void Ip(params ReadOnlySpan<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("ip", [.. arguments]) { RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"ip {string.Join(' ', arguments)}: {errors.Trim()}");
    }

    /// <summary>Runs something on a thread that is in that namespace.</summary>
    public static T Within<T>(string name, Func<T> what)
    {
        var (result, failure) = (default(T), default(Exception));
        var thread = new Thread(() =>
        {
            try
            {
                var space = Checked(open("/run/netns/" + name, CloseOnExec), "open");
                Checked(setns(space, NewNetwork), "setns");
                _ = close(space);
                result = what();
            }
            catch (Exception e)
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        if (failure is not null) ExceptionDispatchInfo.Throw(failure);
        return result!;
    }

    /// <summary>Makes a TUN device in this thread's namespace; what the namespace sends there is read from the result, packet by packet.</summary>
    public static int Tun(string name)
    {
        var device = Checked(open("/dev/net/tun", ReadWrite | NonBlocking | CloseOnExec), "open /dev/net/tun");
        var request = new byte[40];
        System.Text.Encoding.ASCII.GetBytes(name, request);
        BitConverter.TryWriteBytes(request.AsSpan(16), PacketsAlone);
        Checked(ioctl(device, SetInterface, request), "TUNSETIFF");
        return device;
    }

    static int Checked(int result, string call) =>
        result >= 0 ? result : throw new InvalidOperationException($"{call}: errno {Marshal.GetLastPInvokeError()}");

    [DllImport("libc", SetLastError = true)]
    static extern int open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", SetLastError = true)]
    static extern int setns(int space, int kind);

    [DllImport("libc", SetLastError = true)]
    static extern int ioctl(int device, uint request, byte[] argument);

    [DllImport("libc")]
    public static extern int close(int handle);

    [DllImport("libc", SetLastError = true)]
    public static extern nint read(int handle, byte[] buffer, nint count);

    [DllImport("libc", SetLastError = true)]
    public static extern nint write(int handle, byte[] buffer, nint count);

    [DllImport("libc", SetLastError = true)]
    public static extern int poll([In, Out] Polled[] handles, nuint count, int milliseconds);

    /// <summary>An entry of <see cref="poll"/>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Polled
    {
        public int Handle;
        public short Wanted;
        public short Seen;
    }
}
