namespace Arbiter.Server.Imports;

/// <summary>What is wrong with the form of a record.</summary>
public enum RecordFault
{
    None,

    /// <summary>A quoted field does not end, or something stands behind its end.</summary>
    BadQuotes,

    /// <summary>Longer than <see cref="RecordSplitter.MostChars"/>.</summary>
    TooLong,
}

/// <summary>A record of a CSV file, not yet split into fields. <paramref name="Line"/> is where it begins; a faulty one has no text.</summary>
public readonly record struct RawRecord(int Line, string Text, RecordFault Fault);

/// <summary>
/// Cuts a CSV file (RFC 4180) into records, so that a bad one harms nobody else. A parser that meets a quote without an end takes all that follows, up to the
/// next quote anywhere, for one field. Here only the line on which such a record begins is given up, and reading goes on with the next line. Holds one record.
/// </summary>
public sealed class RecordSplitter(TextReader text)
{
    public const int MostChars = 64 * 1024;

    readonly char[] buffer = new char[2 * MostChars];
    int start;
    int end;
    int line = 1;

    /// <summary>What stands between fields. Until it is known every usual separator is taken for one.</summary>
    public char? Separator { get; set; }

    /// <summary>The next record; empty lines are none. Null after the last.</summary>
    public RawRecord? Next()
    {
        while (Has(0) && IsBreak(At(0))) Take(1);
        if (!Has(0)) return null;
        var (length, fault) = Scan();
        var record = new RawRecord(line, fault == RecordFault.None ? new string(buffer, start, length) : "", fault);
        Take(length);
        // A line longer than the buffer: the rest of it goes the same way.
        if (fault != RecordFault.None && (start == 0 || !IsBreak(buffer[start - 1])))
        {
            while (Has(0) && !IsBreak(At(0))) Take(1);
        }

        return record;
    }

    /// <summary>How long the record is that begins here, without its line break; a faulty one ends with its first line.</summary>
    (int Length, RecordFault Fault) Scan()
    {
        var (inQuotes, closed, fieldBegins) = (false, false, true);
        var firstLine = -1;
        for (var n = 0; ; n++)
        {
            if (n >= MostChars) return (firstLine < 0 ? n : firstLine, RecordFault.TooLong);
            if (!Has(n)) return inQuotes ? (firstLine < 0 ? n : firstLine, RecordFault.BadQuotes) : (n, RecordFault.None);
            var c = At(n);
            if (inQuotes)
            {
                if (c == '"' && Has(n + 1) && At(n + 1) == '"') n++;
                else if (c == '"') (inQuotes, closed) = (false, true);
                else if (firstLine < 0 && IsBreak(c)) firstLine = n + 1;
            }
            else if (IsBreak(c)) return (n, RecordFault.None);
            else if (IsSeparator(c)) (closed, fieldBegins) = (false, true);
            else if (closed && c is not (' ' or '\t')) return (firstLine < 0 ? n : firstLine, RecordFault.BadQuotes);
            else if (fieldBegins && c == '"') (inQuotes, fieldBegins) = (true, false);
            else fieldBegins = false;
        }
    }

    bool IsSeparator(char c) => Separator is { } known ? c == known : c is ',' or ';' or '\t' or '|';

    static bool IsBreak(char c) => c is '\n' or '\r';

    char At(int n) => buffer[start + n];

    /// <summary>Whether there is a character at <paramref name="n"/> from here; reads on when it has to.</summary>
    bool Has(int n)
    {
        if (start + n < end) return true;
        if (start > 0)
        {
            // One taken character stays: whether it was a CR decides about an LF.
            buffer.AsSpan(start - 1, end - start + 1).CopyTo(buffer);
            (start, end) = (1, end - start + 1);
        }

        while (start + n >= end)
        {
            var read = text.Read(buffer, end, buffer.Length - end);
            if (read == 0) return false;
            end += read;
        }

        return true;
    }

    /// <summary>Goes on by so many characters and counts the lines; CR LF is one line break.</summary>
    void Take(int count)
    {
        for (; count > 0; count--, start++)
        {
            if (buffer[start] == '\r' || (buffer[start] == '\n' && (start == 0 || buffer[start - 1] != '\r'))) line++;
        }
    }
}
