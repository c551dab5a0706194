using System.Collections.Immutable;
using Arbiter.Domain.Keys;

namespace Arbiter.Identity.Similarity;

/// <summary>
/// How likely two profiles are one customer. <paramref name="Score"/> is in basis points of certainty, 0 to 10,000;
/// <paramref name="Reasons"/> come strongest first and hold no value of either profile. <paramref name="SharesHardKey"/>: a hard key alone
/// decides, whatever the score.
/// </summary>
public sealed record SimilarityResult(int Score, bool SharesHardKey, ImmutableArray<SimilarityReason> Reasons);

/// <summary>
/// What one field says: <paramref name="Code"/> is one of <see cref="SimilarityCodes"/>, <paramref name="Points"/> its weight of evidence in
/// tenths of a bit, above zero for one customer and below for two. <paramref name="Field"/> is nothing for the contact's name.
/// </summary>
public readonly record struct SimilarityReason(IdentifierKind? Field, string Code, int Points);
