using Arbiter.Storage.Postgres;
using Arbiter.Storage.Sqlite;
using Arbiter.Testing;
using Npgsql;

namespace Arbiter.Storage.Tests;

/// <summary>One setting names the database.</summary>
public sealed class SettingTests
{
    [Theory]
    [InlineData("Host=db.example;Database=arbiter;Username=u;Password=secret", "PostgreSQL db.example/arbiter")]
    [InlineData("postgres://u:s%40cret@db.example:5433/arbiter?sslmode=require", "PostgreSQL db.example/arbiter")]
    [InlineData("postgresql://db.example/arbiter", "PostgreSQL db.example/arbiter")]
    public async Task PostgreSQL_by_host_or_address(string setting, string description)
    {
        await using var store = Stores.Open(setting, TimeProvider.System, new StoreOptions());
        Assert.IsType<PostgresStore>(store);
        Assert.Equal(description, store.Description);
    }

    [Theory]
    [InlineData("")]
    [InlineData(";Target Session Attributes=primary")]
    [InlineData(";Target Session Attributes=read-write")]
    public async Task Several_hosts_of_which_one_is_the_primary(string attributes)
    {
        await using var store = Stores.Open("Host=db1.example,db2.example:5433;Database=arbiter;Username=u" + attributes, TimeProvider.System, new StoreOptions());
        Assert.Equal("PostgreSQL db1.example,db2.example:5433/arbiter", store.Description);
    }

    [Fact]
    public void A_standby_is_nothing_to_decide_on()
    {
        var refused = Assert.Throws<StoreRefusedException>(
            () => Stores.Open("Host=db1.example,db2.example;Target Session Attributes=standby;Password=secret", TimeProvider.System, new StoreOptions()));
        Assert.Contains("primary", refused.Message);
        Assert.DoesNotContain("secret", refused.ToString());
    }

    [Fact]
    public async Task SQLite_by_file()
    {
        using var folder = new TempFolder();
        await using var store = Stores.Open($"Data Source={folder.File("deep/x.db")}", TimeProvider.System, new StoreOptions());
        Assert.IsType<SqliteStore>(store);
        Assert.False(store.Journal.IsShared);
    }

    /// <summary>Kerberos asks for a library that small images lack, and for each connection: only who says so uses it.</summary>
    [Theory]
    [InlineData("Host=x", GssEncryptionMode.Disable)]
    [InlineData("postgres://x/y", GssEncryptionMode.Disable)]
    [InlineData("Host=x;GSS Encryption Mode=Require", GssEncryptionMode.Require)]
    public void Kerberos_only_when_asked_for(string setting, GssEncryptionMode mode) => Assert.Equal(mode, PostgresAddress.Parse(setting).GssEncryptionMode);

    [Fact]
    public async Task A_file_where_nothing_can_be_written_is_refused_with_what_to_do()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.File("file"), "", TestContext.Current.CancellationToken);

        var refused = Assert.Throws<StoreRefusedException>(() => Stores.Open($"Data Source={folder.File("file/x.db")}", TimeProvider.System, new StoreOptions()));
        Assert.Contains("cannot be written", refused.Message);
    }

    [Theory]
    [InlineData("Hst=x;Password=secret")]
    [InlineData("Host=x;Pasword=secret")]
    [InlineData("postgres://u:secret@x/y?nonsense=secret")]
    [InlineData("secret")]
    public void Anything_else_is_refused_without_being_repeated(string setting)
    {
        var refused = Assert.Throws<StoreRefusedException>(() => Stores.Open(setting, TimeProvider.System, new StoreOptions()));
        Assert.DoesNotContain("secret", refused.ToString());
    }
}
