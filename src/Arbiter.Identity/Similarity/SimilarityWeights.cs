namespace Arbiter.Identity.Similarity;

/// <summary>
/// Weights of evidence in tenths of a bit (Fellegi and Sunter, A Theory for Record Linkage, 1969: the binary logarithm of how much more often
/// one customer's records agree so than two customers' do). Above zero speaks for one customer. Each field speaks once, its strongest
/// word; the sum, with <see cref="Prior"/>, is the logarithm of the odds. Chosen by what each coincidence takes, not fitted to a file.
/// </summary>
public sealed record SimilarityWeights
{
    public static SimilarityWeights Default { get; } = new();

    /// <summary>What a pair that a search brought up starts with: one in 64 is one customer.</summary>
    public int Prior { get; init; } = -60;

    public int SameKey { get; init; } = 300;

    public int NearPhone { get; init; } = 80;

    public int SameSwitchboard { get; init; } = 80;

    public int SameSharedKey { get; init; } = 80;

    public int SameRoleMailbox { get; init; } = 85;

    public int NearMailbox { get; init; } = 80;

    public int SameDomain { get; init; } = 80;

    public int NearWeChat { get; init; } = 80;

    public int SameName { get; init; } = 105;

    public int OtherForm { get; init; } = 85;

    /// <summary>A slip that leaves no doubt: a character twice, or one missing or other where the name is long enough.</summary>
    public int NearName { get; init; } = 100;

    /// <summary>A slip in the distinctive part, where one character makes another company.</summary>
    public int NearDistinctivePart { get; init; } = 80;

    public int PlaceLeftOut { get; init; } = 80;

    public int SameDistinctivePart { get; init; } = 40;

    public int OtherPlace { get; init; } = -20;

    public int BranchAndParent { get; init; } = -120;

    public int TwoBranches { get; init; } = -120;

    public int OtherName { get; init; } = -60;

    /// <summary>Two full legal names that have nothing in common.</summary>
    public int OtherFullName { get; init; } = -80;

    public int OtherCreditCode { get; init; } = -120;

    /// <summary>A name of three characters or more, or of two words.</summary>
    public int SameContact { get; init; } = 50;

    /// <summary>A name of two characters: many people have it.</summary>
    public int SameShortContact { get; init; } = 35;

    public int OtherContact { get; init; } = -8;
}
