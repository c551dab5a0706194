using System.Data.Common;
using Arbiter.Storage;

namespace Arbiter.Server.Cli;

/// <summary>Runs what a command does with a database, and tells people what is wrong instead of showing them a stack trace.</summary>
static class StoreUse
{
    public static async Task<int> RunAsync(Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (StoreRefusedException e)
        {
            Console.Error.WriteLine(e.Message);
        }
        catch (Exception e) when (e is DbException or TimeoutException or IOException or System.Net.Sockets.SocketException)
        {
            // Messages of databases can repeat what stands in a row.
            Console.Error.WriteLine($"The database does not answer ({e.GetType().Name}). Is the setting right, and does it run?");
        }

        return 1;
    }
}
