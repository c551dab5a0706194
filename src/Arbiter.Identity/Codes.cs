namespace Arbiter.Identity;

/// <summary>Why an identifier was refused. The codes are part of the API: clients translate them, so they never change.</summary>
public static class RefusalCodes
{
    /// <summary>Nothing but white space and invisible characters.</summary>
    public const string Empty = "empty";

    /// <summary>More than 1,024 characters: no identifier is that long, and work on one stays bounded.</summary>
    public const string TooLong = "tooLong";

    /// <summary>NUL or another control character, half a surrogate pair, or U+FFFD: the text was damaged on its way.</summary>
    public const string ControlCharacters = "controlCharacters";

    /// <summary>Too little is left to tell one customer from another.</summary>
    public const string TooShort = "tooShort";

    /// <summary>Something typed to get past a required field: 无, n/a, 00000000000, test@….</summary>
    public const string Placeholder = "placeholder";

    /// <summary>No complete telephone number.</summary>
    public const string InvalidPhone = "invalidPhone";

    /// <summary>A mobile number with an extension: a privacy relay that is given to many people, one after another.</summary>
    public const string RelayNumber = "relayNumber";

    /// <summary>Not an e-mail address.</summary>
    public const string InvalidEmail = "invalidEmail";

    /// <summary>Not 18 characters of the code's alphabet, or the check characters contradict them.</summary>
    public const string InvalidCreditCode = "invalidCreditCode";

    /// <summary>
    /// A credit code with I, O, S, V or Z, which its alphabet leaves out because they are mistaken for 1, 0, 5, U or Y, and 2. When
    /// exactly one correction passes both checks, it comes as a suggestion.
    /// </summary>
    public const string ConfusableLetters = "confusableLetters";

    /// <summary>Not a WeChat id.</summary>
    public const string InvalidWeChat = "invalidWeChat";

    /// <summary>No host name that the public DNS could hold.</summary>
    public const string InvalidWebsite = "invalidWebsite";

    /// <summary>A site that says nothing about a customer: a marketplace's or social network's own, or a free-mail provider's.</summary>
    public const string PublicDomain = "publicDomain";
}

/// <summary>What is odd about an identifier that was accepted all the same. As stable as <see cref="RefusalCodes"/>.</summary>
public static class WarningCodes
{
    /// <summary>The credit code's own check character (GB 32100-2015) is wrong, that of the organisation code in it is right.</summary>
    public const string OuterChecksumFailed = "outerChecksumFailed";

    /// <summary>The field held more than was understood; the rest was left out.</summary>
    public const string PartIgnored = "partIgnored";
}

/// <summary>Why a key is shared: many people may stand behind it, so it never decides alone. As stable as <see cref="RefusalCodes"/>.</summary>
public static class WeaknessCodes
{
    /// <summary>A fixed line: as a rule a company's switchboard.</summary>
    public const string FixedLine = "fixedLine";

    /// <summary>A number that is free or cheap to call, or one for a whole company: 400, 800, 95….</summary>
    public const string CallCentre = "callCentre";

    /// <summary>A number of an internet telephony provider, rented by the month and handed on.</summary>
    public const string InternetTelephony = "internetTelephony";

    /// <summary>Premium-rate services, pagers, voice mail: nobody's own.</summary>
    public const string ServiceNumber = "serviceNumber";

    /// <summary>Shaped like a fixed line, but the plan in force has none of that length there; many a list is older than the plan.</summary>
    public const string OutsideNumberingPlan = "outsideNumberingPlan";

    /// <summary>A person said so.</summary>
    public const string MarkedShared = "markedShared";

    /// <summary>A role's mailbox, info@ or sales@: many read it, and whoever has the role changes.</summary>
    public const string RoleMailbox = "roleMailbox";

    /// <summary>A site's registrable domain: groups, branches and resellers share one.</summary>
    public const string SharedSite = "sharedSite";

    /// <summary>A company's short name or brand, or a name that is all trade: others may bear it.</summary>
    public const string ShortName = "shortName";

    /// <summary>An official account on WeChat: a company's own, with many people behind it.</summary>
    public const string OfficialAccount = "officialAccount";
}
