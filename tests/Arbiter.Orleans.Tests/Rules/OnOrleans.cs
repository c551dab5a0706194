using Arbiter.Server.Tests.Claims;
using Arbiter.Server.Tests.LookUps;
using Arbiter.Server.Tests.Merging;
using Arbiter.Server.Tests.Running;

namespace Arbiter.Orleans.Tests.Rules;

// The rules as every engine has to keep them, over HTTP, to the millisecond. Not among them is ManyAtOnce: rows of one batch that bring the same new key are decided
// in the order in which their calls reach the grain, which for a grain that is only being made need not be the order of the rows.

public sealed class ClaimRulesOnOrleans() : ClaimRules(Store.PostgresOnOrleans);

public sealed class ProtectionRulesOnOrleans() : ProtectionRules(Store.PostgresOnOrleans);

public sealed class QuotaRulesOnOrleans() : QuotaRules(Store.PostgresOnOrleans);

public sealed class RetryRulesOnOrleans() : RetryRules(Store.PostgresOnOrleans);

public sealed class LookUpRulesOnOrleans() : LookUpRules(Store.PostgresOnOrleans);

public sealed class MergingRulesOnOrleans() : MergingRules(Store.PostgresOnOrleans);

public sealed class SharedKeyRulesOnOrleans() : SharedKeyRules(Store.PostgresOnOrleans);

public sealed class UnstorableRulesOnOrleans() : UnstorableRules(Store.PostgresOnOrleans);
