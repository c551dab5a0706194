using System.Text;

namespace Arbiter.Identity.Tests.Similarity;

/// <summary>Spells values as people and channels do.</summary>
sealed class Mess(Random random)
{
    /// <summary>Some of the traditional characters that forms and trades are made of.</summary>
    const string Traditional = "贸貿国國际際业業务務电電丰豐达達农農织織圣聖车車发發简簡艺藝岚嵐泽澤责責设設备備网網软軟";

    static readonly string[] Forms = ["股份有限公司", "有限责任公司", "有限公司"];

    internal string Company(string name)
    {
        var luck = random.Next(100);
        var text = luck switch
        {
            < 10 => WithoutForm(name),
            < 14 => OtherForm(name),
            < 19 => InTraditional(name),
            < 23 => WithSlip(name),
            < 25 => FullWidth(name),
            < 27 => name.ToUpperInvariant(),
            _ => name,
        };
        return random.Next(100) switch
        {
            < 10 => $" {text} ",
            < 16 => text + "。",
            < 20 => text.Replace("公司", " 公司"),
            < 22 => $"公司名称：{text}",
            < 24 => text.Insert(Math.Min(2, text.Length), "\u200B"),
            _ => text,
        };
    }

    internal string Mobile(string number) => random.Next(12) switch
    {
        0 => "+86 " + number,
        1 => "0086" + number,
        2 => "(+86)" + number,
        3 => $"{number[..3]} {number[3..7]} {number[7..]}",
        4 => $"{number[..3]}-{number[3..7]}-{number[7..]}",
        5 => FullWidth(number),
        6 => "手机：" + number,
        7 => "86-" + number,
        8 => "17951" + number,
        9 => "Tel: " + number,
        _ => number,
    };

    internal string FixedLine(string number)
    {
        var (area, local) = (number[..number.IndexOf('-')], number[(number.IndexOf('-') + 1)..]);
        return random.Next(9) switch
        {
            0 => $"({area}){local}",
            1 => $"（{area}） {local[..4]} {local[4..]}",
            2 => $"+86-{area[1..]}-{local}",
            3 => $"0086 {area[1..]} {local}",
            4 => $"{area}{local} 转 {random.Next(100, 999)}",
            5 => $"{number}-{random.Next(100, 999)}",
            6 => $"{number} ext {random.Next(100, 999)}",
            7 => FullWidth(number),
            _ => number,
        };
    }

    internal string Mailbox(string address) => random.Next(8) switch
    {
        0 => address.ToUpperInvariant(),
        1 => address.Replace('@', '＠'),
        2 when address.EndsWith("@gmail.com", StringComparison.Ordinal) => address.Replace("@", $"+{NameWords.Letters(random, 3, 5)}@"),
        3 when address.EndsWith("@gmail.com", StringComparison.Ordinal) => address.Insert(2, "."),
        4 => $"邮箱：{address}",
        _ => address,
    };

    internal string WeChat(string id) => random.Next(4) switch { 0 => id.ToUpperInvariant(), 1 => "微信号：" + id, _ => id };

    internal string CreditCode(string code) => random.Next(3) switch { 0 => code.ToLowerInvariant().Insert(8, " "), 1 => FullWidth(code), _ => code };

    internal string Site(string domain) => NameWords.Pick(random, "", "http://", "https://", "www.", "https://www.") + domain + NameWords.Pick(random, "", "/", "/about?from=ad");

    static string WithoutForm(string name)
    {
        var form = Array.Find(Forms, form => name.Contains(form, StringComparison.Ordinal));
        return form is null ? name.Replace(" Co., Ltd.", "") : name.Replace(form, "");
    }

    static string OtherForm(string name) => name.Contains("有限责任公司", StringComparison.Ordinal)
        ? name.Replace("有限责任公司", "有限公司")
        : name.Contains("股份", StringComparison.Ordinal) ? name : name.Replace("有限公司", "有限责任公司");

    string InTraditional(string name)
    {
        var text = new StringBuilder(name);
        for (var i = 0; i < text.Length; i++)
        {
            if (Traditional.IndexOf(text[i]) is var at and >= 0 && at % 2 == 0 && random.Next(3) > 0)
                text[i] = Traditional[at + 1];
        }

        return text.ToString();
    }

    /// <summary>A character left out, written twice, or another one.</summary>
    string WithSlip(string name)
    {
        var at = random.Next(1, name.Length - 1);
        return random.Next(3) switch
        {
            0 => name.Remove(at, 1),
            1 => name.Insert(at, name[at].ToString()),
            _ => name.Remove(at, 1).Insert(at, "源"),
        };
    }

    static string FullWidth(string text) => string.Concat(text.Select(c => c is > ' ' and <= '~' ? (char)(c + 0xFEE0) : c));
}
