namespace Arbiter.Identity.Similarity;

/// <summary>What speaks for or against one customer. The codes are part of the API: clients translate them, so they never change.</summary>
public static class SimilarityCodes
{
    /// <summary>A hard key of this kind is the same.</summary>
    public const string SameKey = "sameKey";

    /// <summary>Two mobile numbers that differ in one digit.</summary>
    public const string OneDigitOff = "oneDigitOff";

    /// <summary>Two mobile numbers that differ in the order of two neighbouring digits.</summary>
    public const string DigitsSwapped = "digitsSwapped";

    /// <summary>The same credit code or WeChat id, which was marked as shared.</summary>
    public const string SameSharedKey = "sameSharedKey";

    /// <summary>The same fixed line, 400 or 800 number, or a number that was marked as shared.</summary>
    public const string SameSwitchboard = "sameSwitchboard";

    /// <summary>The same role mailbox, info@…, or a mailbox that was marked as shared.</summary>
    public const string SameRoleMailbox = "sameRoleMailbox";

    /// <summary>Two mailboxes of one domain whose names differ in one letter, or in the order of two.</summary>
    public const string NearMailbox = "nearMailbox";

    /// <summary>The same domain of their own, in an address or a site: branches and groups share it.</summary>
    public const string SameDomain = "sameDomain";

    /// <summary>Two WeChat ids that differ in one character, or in the order of two.</summary>
    public const string NearWeChat = "nearWeChat";

    /// <summary>The same name, but for the legal form that one of them leaves out.</summary>
    public const string SameName = "sameName";

    /// <summary>The same name with two different legal forms.</summary>
    public const string OtherForm = "otherForm";

    /// <summary>Names that differ by what looks like a slip: a character left out or written twice, or one other in a long name.</summary>
    public const string NearName = "nearName";

    /// <summary>The same name, but for a place that one of them leaves out, or names less exactly.</summary>
    public const string PlaceLeftOut = "placeLeftOut";

    /// <summary>The same name in two places.</summary>
    public const string OtherPlace = "otherPlace";

    /// <summary>The same distinctive part (字号) in another trade, or with the trade left out.</summary>
    public const string SameDistinctivePart = "sameDistinctivePart";

    /// <summary>A company and a branch of it: two customers.</summary>
    public const string BranchAndParent = "branchAndParent";

    /// <summary>Two branches of one company: two customers.</summary>
    public const string TwoBranches = "twoBranches";

    /// <summary>Names that have nothing in common.</summary>
    public const string OtherName = "otherName";

    /// <summary>Two credit codes: each stands for one registered organisation.</summary>
    public const string OtherCreditCode = "otherCreditCode";

    /// <summary>The same person's name.</summary>
    public const string SameContact = "sameContact";

    /// <summary>Two persons' names; a customer may have several.</summary>
    public const string OtherContact = "otherContact";
}
