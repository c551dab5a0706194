using System.Text;
using Arbiter.LoadTests.Transport;

namespace Arbiter.LoadTests.Claims;

/// <summary>What identifiers a claim carries.</summary>
public enum Identifiers
{
    /// <summary>A phone number: one key, as the database peer stores one.</summary>
    Phone,

    /// <summary>A phone number and a company name.</summary>
    PhoneAndCompany,
}

/// <summary>
/// Writes claim requests: a template encoded once, in which the digits that change are patched. Encoding a claim so costs
/// nanoseconds, where a serializer and HttpClient cost more than the server does.
/// </summary>
/// <param name="target">Where to.</param>
/// <param name="token">The channel's token.</param>
/// <param name="seed">Chooses phones and names.</param>
/// <param name="identifiers">What a claim carries.</param>
public sealed class ClaimWriter(Target target, string token, int seed, Identifiers identifiers)
{
    /// <summary>Where one claim is posted to.</summary>
    public const string SinglePath = "api/v1/claims";

    /// <summary>Where a batch of claims is posted to.</summary>
    public const string BatchPath = "api/v1/claims/batch";

    const int LengthDigits = 8;
    const string RepMark = "rep-00";
    const string PhoneMark = "+8610000000000";

    static readonly byte[] claim = Encoding.ASCII.GetBytes(
        $$"""{"rep":"{{RepMark}}","channel":"web-form","identifiers":[{"kind":"phone","value":"{{PhoneMark}}"}""");

    static readonly int repAt = claim.AsSpan().IndexOf(Encoding.ASCII.GetBytes(RepMark));
    static readonly int phoneAt = claim.AsSpan().IndexOf(Encoding.ASCII.GetBytes(PhoneMark));

    readonly PhoneNumbers phones = new(seed);
    readonly CompanyNames companies = new(seed);
    readonly byte[] singleHead = Head(target, token, SinglePath);
    readonly byte[] batchHead = Head(target, token, BatchPath);

    /// <summary>No claim is longer than this; bytes.</summary>
    public const int MaxClaimBytes = 320;

    /// <summary>No head is longer than this; bytes.</summary>
    public const int MaxHeadBytes = 1024;

    /// <summary>Writes a request for one claim; returns its length in bytes.</summary>
    public int WriteSingle(PlannedClaim planned, Span<byte> into)
    {
        singleHead.CopyTo(into);
        var body = WriteSingleBody(planned, into[singleHead.Length..]);
        PatchLength(into[..singleHead.Length], body);
        return singleHead.Length + body;
    }

    /// <summary>Writes the body of a request for one claim; returns its length in bytes.</summary>
    public int WriteSingleBody(PlannedClaim planned, Span<byte> into) => WriteClaim(planned, into);

    /// <summary>Writes a request for a batch of claims; returns its length in bytes.</summary>
    public int WriteBatch(ClaimPlan plan, long firstIndex, int count, Span<byte> into)
    {
        batchHead.CopyTo(into);
        var body = WriteBatchBody(plan, firstIndex, count, into[batchHead.Length..]);
        PatchLength(into[..batchHead.Length], body);
        return batchHead.Length + body;
    }

    /// <summary>Writes the body of a request for a batch of claims; returns its length in bytes.</summary>
    public int WriteBatchBody(ClaimPlan plan, long firstIndex, int count, Span<byte> into)
    {
        var length = Put("""{"claims":["""u8, into);
        for (var offset = 0; offset < count; offset++)
        {
            if (offset > 0)
                into[length++] = (byte)',';
            length += WriteClaim(plan(firstIndex + offset), into[length..]);
        }
        return length + Put("]}"u8, into[length..]);
    }

    int WriteClaim(PlannedClaim planned, Span<byte> into)
    {
        claim.CopyTo(into);
        var rep = planned.Rep + 1;
        into[repAt + 4] = (byte)('0' + rep / 10);
        into[repAt + 5] = (byte)('0' + rep % 10);
        phones.Write(planned.Key, into[phoneAt..]);
        var length = claim.Length;
        if (identifiers == Identifiers.PhoneAndCompany)
        {
            length += Put(""","""u8, into[length..]);
            length += Put("""{"kind":"company","value":" """u8[..^1], into[length..]);
            length += Encoding.UTF8.GetBytes(companies.Of(planned.Key), into[length..]);
            length += Put("\"}"u8, into[length..]);
        }
        return length + Put("]}"u8, into[length..]);
    }

    static byte[] Head(Target target, string token, string path)
    {
        // The length stands last and has leading zeros, so that it can be patched where it is.
        var head = Encoding.ASCII.GetBytes(
            $"POST /{path} HTTP/1.1\r\nHost: {target.Host}\r\nAuthorization: Bearer {token}\r\n" +
            $"Content-Type: application/json\r\nContent-Length: {new string('0', LengthDigits)}\r\n\r\n");
        return head.Length <= MaxHeadBytes ? head : throw new ArgumentException("The token is too long.", nameof(token));
    }

    static void PatchLength(Span<byte> head, int length)
    {
        for (var place = head.Length - 5; length > 0; place--, length /= 10)
            head[place] = (byte)('0' + length % 10);
    }

    static int Put(ReadOnlySpan<byte> text, Span<byte> into)
    {
        text.CopyTo(into);
        return text.Length;
    }
}
