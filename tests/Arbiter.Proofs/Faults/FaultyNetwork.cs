using System.Diagnostics;
using System.Globalization;

namespace Arbiter.Proofs.Faults;

/// <summary>
/// Hosts as network namespaces, tied together by a switch of our own: each namespace's one device is a TUN, and what it sends comes here, packet by packet, to be passed on, late or
/// not at all. So retransmissions, timeouts and keep-alives are the kernel's own, with any kernel (not all of them have <c>netem</c>). Clients have a namespace too, which no fault is in.
/// </summary>
public sealed class FaultyNetwork : IAsyncDisposable
{
    const string SkipMark = "$XunitDynamicSkip$";
    const int LargestPacket = 65536;
    const short Readable = 1;
    static int networks;

    readonly List<NetworkHost> hosts = [];
    readonly List<int> devices = [];
    readonly int[] faults;
    readonly PriorityQueue<(int To, byte[] Packet), long> underWay = new();
    readonly Random random;
    readonly Thread thread;
    volatile bool closing;

    FaultyNetwork(int count, int seed)
    {
        random = new Random(seed);
        faults = new int[count + 1];
        var mine = Interlocked.Increment(ref networks);
        for (var i = 0; i <= count; i++)
        {
            hosts.Add(new NetworkHost(this, i, string.Create(CultureInfo.InvariantCulture, $"arbiter-{Environment.ProcessId}-{mine}-{i}")));
            Namespaces.Ip("netns", "add", hosts[i].Name);
            devices.Add(Namespaces.Within(hosts[i].Name, () => Namespaces.Tun("tun0")));
            Namespaces.Ip("-n", hosts[i].Name, "addr", "add", AddressOf(i) + "/24", "dev", "tun0");
            Namespaces.Ip("-n", hosts[i].Name, "link", "set", "tun0", "up");
            Namespaces.Ip("-n", hosts[i].Name, "link", "set", "lo", "up");
        }

        thread = new Thread(Switch) { IsBackground = true, Name = "switch" };
    }

    /// <summary>The hosts, without the clients' own.</summary>
    public IReadOnlyList<NetworkHost> Hosts => hosts[1..];

    /// <summary>All addresses there are.</summary>
    public const string Everybody = "10.77.0.0/24";

    internal NetworkHost Clients => hosts[0];

    /// <summary>Makes a network; skips the test, and says so, where that is not allowed.</summary>
    public static FaultyNetwork Create(int hosts, int seed)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess || !File.Exists("/dev/net/tun"))
            throw new InvalidOperationException(SkipMark + "NETWORK NAMESPACES NOT ALLOWED: this test needs Linux, root, iproute2 and /dev/net/tun. The proofs through the proxy run without.");
        FaultyNetwork network;
        try
        {
            network = new FaultyNetwork(hosts, seed);
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            throw new InvalidOperationException(SkipMark + "NETWORK NAMESPACES NOT ALLOWED: " + e.Message);
        }

        network.thread.Start();
        return network;
    }

    public ValueTask DisposeAsync()
    {
        closing = true;
        thread.Join();
        foreach (var device in devices) _ = Namespaces.close(device);
        foreach (var host in hosts) Namespaces.Ip("netns", "del", host.Name);
        return ValueTask.CompletedTask;
    }

    internal static string AddressOf(int number) => string.Create(CultureInfo.InvariantCulture, $"10.77.0.{number + 1}");

    internal void Set(int host, LinkFault fault) => Volatile.Write(ref faults[host], (int)fault);

    void Switch()
    {
        var buffer = new byte[LargestPacket];
        var polled = devices.Select(d => new Namespaces.Polled { Handle = d, Wanted = Readable }).ToArray();
        while (!closing)
        {
            _ = Namespaces.poll(polled, (nuint)polled.Length, UntilNext());
            for (var from = 0; from < polled.Length; from++)
            {
                while ((polled[from].Seen & Readable) != 0 && Namespaces.read(polled[from].Handle, buffer, buffer.Length) is > 0 and var length) Route(from, buffer, (int)length);
            }

            while (underWay.TryPeek(out var next, out var due) && due <= Stopwatch.GetTimestamp())
            {
                underWay.Dequeue();
                if (FaultOf(next.To) != LinkFault.Cut) Deliver(next.To, next.Packet, next.Packet.Length);
            }
        }
    }

    /// <summary>Milliseconds.</summary>
    int UntilNext() => underWay.TryPeek(out _, out var due) ? (int)Math.Clamp(Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due).TotalMilliseconds, 0, 20) : 20;

    void Route(int from, byte[] packet, int length)
    {
        // IPv4 (RFC 791): the address it goes to is in bytes 16 to 19.
        var to = length >= 20 && packet[0] >> 4 == 4 && (packet[16], packet[17], packet[18]) == (10, 77, 0) ? packet[19] - 1 : -1;
        if (to < 0 || to >= devices.Count) return;
        // The clients' way is always well.
        var fault = from == 0 || to == 0 ? LinkFault.None : Worse(FaultOf(from), FaultOf(to));
        if (fault == LinkFault.Cut || (fault == LinkFault.Lossy && random.NextDouble() < FaultSize.Loss)) return;
        if (fault == LinkFault.Slow) underWay.Enqueue((to, packet[..length]), Stopwatch.GetTimestamp() + (long)(FaultSize.Delay.TotalSeconds * Stopwatch.Frequency));
        else Deliver(to, packet, length);
    }

    LinkFault FaultOf(int host) => (LinkFault)Volatile.Read(ref faults[host]);

    static LinkFault Worse(LinkFault one, LinkFault other) => one == LinkFault.Cut || other == LinkFault.None ? one : other;

    // A full queue loses packets, as switches do.
    void Deliver(int to, byte[] packet, int length) => _ = Namespaces.write(devices[to], packet, length);
}
