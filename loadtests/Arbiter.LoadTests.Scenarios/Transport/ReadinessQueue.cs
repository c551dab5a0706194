using System.Buffers.Binary;
using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Arbiter.LoadTests.Transport;

/// <summary>
/// Waits for many sockets on one thread (Linux epoll). The async sockets of .NET hand each completion to another thread and
/// their timers tick in milliseconds; here a request costs one send and one receive, and a planned instant is met to some
/// 10 µs.
/// </summary>
sealed unsafe partial class ReadinessQueue : IDisposable
{
    const int Add = 1, Modify = 3;
    const uint In = 0x001, Out = 0x004, PeerClosed = 0x2000;
    const int TimerSlack = 29;
    const int Capacity = 256;

    // The kernel packs its event on x86-64 only.
    static readonly int dataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    static readonly int eventSize = dataOffset + 8;

    readonly int epoll;
    readonly byte[] ready = new byte[Capacity * 16];

    public ReadinessQueue()
    {
        if (!OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException("The load generator waits with epoll and so runs on Linux only.");
        epoll = Check(epoll_create1(0));
        // Timers of this thread are late by 50 µs unless it asks otherwise.
        prctl(TimerSlack, 1, 0, 0, 0);
    }

    public void Watch(Socket socket, int id) => Control(Add, socket, In | PeerClosed, id);

    public void WatchWriting(Socket socket, int id, bool writing) =>
        Control(Modify, socket, writing ? In | Out | PeerClosed : In | PeerClosed, id);

    /// <summary>Waits for something to happen, but not longer than a time in nanoseconds; returns how many are ready.</summary>
    public int Wait(long timeoutNs)
    {
        var timeout = new Timespec(timeoutNs / 1_000_000_000, timeoutNs % 1_000_000_000);
        fixed (byte* events = ready)
            return Math.Max(0, epoll_pwait2(epoll, events, Capacity, &timeout, null));
    }

    public int ReadyId(int index) => BinaryPrimitives.ReadInt32LittleEndian(ready.AsSpan(index * eventSize + dataOffset));

    public void Dispose() => close(epoll);

    void Control(int operation, Socket socket, uint events, int id)
    {
        Span<byte> what = stackalloc byte[16];
        BinaryPrimitives.WriteUInt32LittleEndian(what, events);
        BinaryPrimitives.WriteInt64LittleEndian(what[dataOffset..], id);
        fixed (byte* at = what)
            Check(epoll_ctl(epoll, operation, (int)socket.Handle, at));
    }

    static int Check(int result) => result >= 0 ? result : throw new Win32Exception(Marshal.GetLastPInvokeError());

    readonly record struct Timespec(long Seconds, long Ns);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_create1(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_ctl(int epoll, int operation, int socket, byte* what);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_pwait2(int epoll, byte* events, int capacity, Timespec* timeout, void* signals);

    [LibraryImport("libc")]
    private static partial int prctl(int option, ulong value, ulong unused3, ulong unused4, ulong unused5);

    [LibraryImport("libc")]
    private static partial int close(int descriptor);
}
