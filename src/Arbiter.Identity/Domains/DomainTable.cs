using System.Buffers.Binary;

namespace Arbiter.Identity.Domains;

/// <summary>
/// A set of domain names with a byte of flags each, in the form in which the build lays it out (Data/domainTable.mjs): a hash table
/// in one array that is searched as it is. Nothing is parsed at start, and ten thousand names cost 300 kB and not ten thousand objects.
/// </summary>
sealed class DomainTable(byte[] data)
{
    /// <summary>The hash of nothing; names are hashed from their last character to their first.</summary>
    internal const uint EmptyHash = 2166136261;

    const int HeaderLength = sizeof(uint);

    readonly uint mask = BinaryPrimitives.ReadUInt32LittleEndian(data) - 1;

    internal static DomainTable Load(string resource) => new(EmbeddedData.Read(resource));

    /// <summary>Goes one character to the left.</summary>
    internal static uint Hash(uint hash, char c) => (hash ^ c) * 16777619;

    /// <summary>The flags of a name in lower-case ASCII, 0 when it is not in the set.</summary>
    internal byte Find(ReadOnlySpan<char> name)
    {
        var hash = EmptyHash;
        for (var i = name.Length - 1; i >= 0; i--)
            hash = Hash(hash, name[i]);
        return Find(name, hash);
    }

    /// <summary>The same for a name whose hash is known.</summary>
    internal byte Find(ReadOnlySpan<char> name, uint hash)
    {
        for (var bucket = hash & mask; ; bucket = (bucket + 1) & mask)
        {
            var start = (int)BinaryPrimitives.ReadUInt32LittleEndian(data.AsSpan(HeaderLength + ((int)bucket * sizeof(uint))));
            if (start == 0)
                return 0;
            if (IsAt(start + 1, name))
                return data[start];
        }
    }

    bool IsAt(int at, ReadOnlySpan<char> name)
    {
        if (data[at] != name.Length)
            return false;

        var stored = data.AsSpan(at + 1, name.Length);
        for (var i = 0; i < name.Length; i++)
        {
            if (stored[i] != name[i])
                return false;
        }

        return true;
    }
}
