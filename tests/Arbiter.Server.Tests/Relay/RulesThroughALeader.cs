using Arbiter.Server.Tests.Claims;
using Arbiter.Server.Tests.Merging;
using Arbiter.Server.Tests.Running;

namespace Arbiter.Server.Tests.Relay;

// The rules as they are kept by a server that has another one decide, over HTTP, to the millisecond.

public sealed class ManyAtOnceThroughALeader() : ManyAtOnce(Store.PostgresThroughLeader);

public sealed class ClaimRulesThroughALeader() : ClaimRules(Store.PostgresThroughLeader);

public sealed class ProtectionRulesThroughALeader() : ProtectionRules(Store.PostgresThroughLeader);

public sealed class QuotaRulesThroughALeader() : QuotaRules(Store.PostgresThroughLeader);

public sealed class RetryRulesThroughALeader() : RetryRules(Store.PostgresThroughLeader);

public sealed class MergingRulesThroughALeader() : MergingRules(Store.PostgresThroughLeader);

public sealed class SharedKeyRulesThroughALeader() : SharedKeyRules(Store.PostgresThroughLeader);

public sealed class UnstorableRulesThroughALeader() : UnstorableRules(Store.PostgresThroughLeader);
