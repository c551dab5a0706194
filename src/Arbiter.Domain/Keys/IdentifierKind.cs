namespace Arbiter.Domain.Keys;

/// <summary>What a person typed. The numbers are stored with every key: add to them, never renumber.</summary>
public enum IdentifierKind : byte
{
    /// <summary>A telephone number, mobile or fixed.</summary>
    Phone = 1,

    /// <summary>An e-mail address.</summary>
    Email = 2,

    /// <summary>A company's name, full or short.</summary>
    Company = 3,

    /// <summary>A unified social credit code (统一社会信用代码).</summary>
    CreditCode = 4,

    /// <summary>A WeChat id (微信号).</summary>
    WeChat = 5,

    /// <summary>A web site's address.</summary>
    Website = 6,
}
