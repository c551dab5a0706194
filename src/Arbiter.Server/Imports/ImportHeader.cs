using System.Collections.Frozen;
using Arbiter.Domain.Keys;
using Arbiter.Identity.Text;
using Arbiter.Server.Problems;
using CsvHelper;

namespace Arbiter.Server.Imports;

/// <summary>What a column of an imported file holds.</summary>
public enum ImportColumn
{
    Unknown,
    Lead,
    Contact,
    Company,
    Phone,
    Email,
    WeChat,
    CreditCode,
    Website,
    Channel,
    Rep,
}

/// <summary>The first record of a file: which column holds what, and what stands between them.</summary>
public sealed class ImportHeader
{
    const string Separators = ",;\t|";

    static readonly FrozenDictionary<string, ImportColumn> Names = new (ImportColumn Column, string Names)[]
    {
        (ImportColumn.Lead, "leadid id lead 线索 线索id 线索编号 编号"),
        (ImportColumn.Contact, "contact contactname contactperson name person 联系人 联系人姓名 姓名"),
        (ImportColumn.Company, "company companyname organisation organization customer customername account 公司 公司名 公司名称 企业 企业名称 单位 单位名称 客户 客户名称"),
        (ImportColumn.Phone, "phone phonenumber phoneno mobile mobilephone mobilenumber cell cellphone tel telephone 手机 手机号 手机号码 电话 电话号码 联系电话 联系方式 座机"),
        (ImportColumn.Email, "email emailaddress mail 邮箱 电子邮箱 邮件 电子邮件"),
        (ImportColumn.WeChat, "wechat wechatid weixin wx 微信 微信号"),
        (ImportColumn.CreditCode, "creditcode unifiedsocialcreditcode uscc socialcreditcode 统一社会信用代码 信用代码 社会信用代码 税号"),
        (ImportColumn.Website, "website site web url homepage domain 网址 网站 官网 主页"),
        (ImportColumn.Channel, "channel source leadsource 渠道 来源 线索来源"),
        (ImportColumn.Rep, "rep salesrep sales salesperson owner 销售 销售员 销售人员 负责人 业务员 归属人"),
    }.SelectMany(c => c.Names.Split(' ').Select(name => (name, c.Column))).ToFrozenDictionary(n => n.name, n => n.Column);

    ImportHeader(char separator, ImportColumn[] columns)
    {
        Columns = columns;
        Options = new CsvReaderOptions
        {
            Separator = separator,
            HasHeader = false,
            MalformedData = CsvMalformedDataHandling.Recover,
            // Values are personal; the splitter bounds every record.
            IncludeValuesInExceptions = false,
        };
    }

    public IReadOnlyList<ImportColumn> Columns { get; }

    public CsvReaderOptions Options { get; }

    /// <summary>Reads the header, and tells <paramref name="records"/> the separator.</summary>
    public static Problem? Read(RecordSplitter records, out ImportHeader header)
    {
        header = new ImportHeader(',', []);
        if (records.Next() is not { Fault: RecordFault.None } first) return NoIdentifierColumn;
        var separator = SeparatorOf(first.Text);
        records.Separator = separator;
        header = new ImportHeader(separator, []);
        header = new ImportHeader(separator, [.. header.Fields(first.Text).Select(ColumnOf)]);
        return header.Columns.Any(c => KindOf(c) is not null) ? null : NoIdentifierColumn;
    }

    /// <summary>The fields of one record.</summary>
    public string[] Fields(string record)
    {
        using var reader = CsvReader.FromText(record, Options);
        return reader.Read() ? reader.Current.ToArray() : [];
    }

    /// <summary>The kind of identifier that a column holds, or null.</summary>
    public static IdentifierKind? KindOf(ImportColumn column) => column switch
    {
        ImportColumn.Company => IdentifierKind.Company,
        ImportColumn.Phone => IdentifierKind.Phone,
        ImportColumn.Email => IdentifierKind.Email,
        ImportColumn.WeChat => IdentifierKind.WeChat,
        ImportColumn.CreditCode => IdentifierKind.CreditCode,
        ImportColumn.Website => IdentifierKind.Website,
        _ => null,
    };

    static Problem NoIdentifierColumn { get; } = new(
        422, "no-identifier-column", "The first line names no column with an identifier.",
        "Name at least one of: company (公司), phone (手机, 电话), email (邮箱), wechat (微信), credit_code (统一社会信用代码), website (网址). "
        + "Also read: channel (渠道), rep (销售, 负责人), contact (联系人), lead_id. Other columns are ignored.");

    static ImportColumn ColumnOf(string name) => Names.GetValueOrDefault(Folded(name));

    /// <summary>Case, width, spaces and punctuation do not count: <c>Credit Code</c> is <c>credit_code</c>.</summary>
    static string Folded(string name) =>
        string.Concat(FoldedText.Of(name).Where(char.IsLetterOrDigit));

    /// <summary>The separator that stands most often outside of quotes; with none of them the file has one column.</summary>
    static char SeparatorOf(string record)
    {
        var counts = new int[Separators.Length];
        var inQuotes = false;
        foreach (var c in record)
        {
            if (c == '"') inQuotes = !inQuotes;
            else if (!inQuotes && Separators.IndexOf(c) is var at and >= 0) counts[at]++;
        }

        return Separators[Array.IndexOf(counts, counts.Max())];
    }
}
