using Arbiter.Server.Tests.Claims;
using Arbiter.Server.Tests.LookUps;
using Arbiter.Server.Tests.Merging;
using Arbiter.Server.Tests.Running;

namespace Arbiter.Orleans.Tests.Rules;

// The rules as every engine has to keep them, over HTTP, to the millisecond.

public sealed class ManyAtOnceOnOrleans() : ManyAtOnce(Store.PostgresOnOrleans);

public sealed class ClaimRulesOnOrleans() : ClaimRules(Store.PostgresOnOrleans);

public sealed class ProtectionRulesOnOrleans() : ProtectionRules(Store.PostgresOnOrleans);

public sealed class QuotaRulesOnOrleans() : QuotaRules(Store.PostgresOnOrleans);

public sealed class RetryRulesOnOrleans() : RetryRules(Store.PostgresOnOrleans);

public sealed class LookUpRulesOnOrleans() : LookUpRules(Store.PostgresOnOrleans);

public sealed class MergingRulesOnOrleans() : MergingRules(Store.PostgresOnOrleans);

public sealed class SharedKeyRulesOnOrleans() : SharedKeyRules(Store.PostgresOnOrleans);

public sealed class UnstorableRulesOnOrleans() : UnstorableRules(Store.PostgresOnOrleans);
