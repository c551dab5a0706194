using System.Collections.Immutable;
using Arbiter.Domain.Keys;
using Arbiter.Identity.Companies;

namespace Arbiter.Identity.Similarity;

/// <summary>
/// Tokens that similar profiles have in common, so that nobody has to compare all with all: each key; the own domain; mobile numbers with two
/// neighbouring digits left out, which finds every number that is one digit off or has two swapped; mailbox names and WeChat ids with one
/// character left out; three characters of the company's name at a time. Hashes that are meant for memory, not for storing. A token that
/// very many share finds nothing worth finding: whoever indexes them leaves such tokens out.
/// </summary>
static class Blocking
{
    const int Most = 1024;
    const int Gram = 3;

    /// <summary>Longer names are looked for as they are.</summary>
    const int MaxNear = 24;

    internal static ImmutableArray<ulong> Tokens(LeadProfile profile)
    {
        var tokens = new HashSet<ulong>();
        foreach (var key in profile.Keys)
            tokens.Add(Hash((char)key.Kind, key.Value));
        foreach (var domain in profile.Domains)
            tokens.Add(Hash('d', domain));
        foreach (var mobile in profile.Mobiles)
            AddWithout(tokens, 'p', mobile, mobile.Length, 2);
        foreach (var mailbox in profile.Mailboxes)
            AddNear(tokens, 'e', mailbox, mailbox.LastIndexOf('@'));
        foreach (var id in profile.WeChats)
            AddNear(tokens, 'w', id, id.Length);
        foreach (var company in profile.Companies)
            AddCompany(tokens, company);
        return [.. tokens.Order().Take(Most)];
    }

    static void AddNear(HashSet<ulong> tokens, char kind, string text, int length)
    {
        if (length > MaxNear)
            return;
        tokens.Add(Hash(kind, text));
        AddWithout(tokens, kind, text, length, 1);
    }

    /// <summary>The text without some characters that stand side by side, for each place. Where they stood is part of a number's token.</summary>
    static void AddWithout(HashSet<ulong> tokens, char kind, string text, int length, int left)
    {
        Span<char> rest = new char[text.Length + 1];
        for (var i = 0; i + left <= length; i++)
        {
            text.AsSpan(0, i).CopyTo(rest);
            text.AsSpan(i + left).CopyTo(rest[i..]);
            rest[text.Length - left] = left > 1 ? (char)i : '\0';
            tokens.Add(Hash(kind, rest[..(text.Length - left + 1)]));
        }

        tokens.Add(Hash(kind, text + '\0'));
    }

    static void AddCompany(HashSet<ulong> tokens, CompanyName company)
    {
        var whole = company.Place + company.Core;
        tokens.Add(Hash('n', company.Core));
        tokens.Add(Hash('n', company.Distinctive));
        for (var i = 0; i + Gram <= whole.Length; i++)
            tokens.Add(Hash('g', whole.AsSpan(i, Gram)));
    }

    /// <summary>FNV-1a over the characters.</summary>
    static ulong Hash(char kind, ReadOnlySpan<char> text)
    {
        var hash = (14695981039346656037UL ^ kind) * 1099511628211UL;
        foreach (var c in text)
            hash = (hash ^ c) * 1099511628211UL;
        return hash;
    }
}
