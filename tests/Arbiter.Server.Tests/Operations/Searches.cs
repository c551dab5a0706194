using System.Reflection;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Policies;
using Arbiter.Engine;
using Arbiter.Engine.Feed;
using Arbiter.Engine.Local;
using Arbiter.Engine.Similar;
using Arbiter.Server.Similar;
using Arbiter.Server.Tests.Running;
using Arbiter.Storage;
using Arbiter.Testing;

namespace Arbiter.Server.Tests.Operations;

/// <summary>Claims that need a search come to it before they come to the engine's own limit: so searches have one, and do not ask a store that is away (P10).</summary>
public sealed class Searches
{
    [Fact]
    public async Task Searches_wait_in_a_bounded_queue_and_not_for_a_store_that_is_away()
    {
        using var folder = new TempFolder();
        await using var store = Stores.Open("Data Source=" + folder.File("arbiter.db"), TimeProvider.System, new StoreOptions());
        await store.MigrateAsync(TestContext.Current.CancellationToken);
        var engine = new LocalEngine(store.Journal, new CommittedFeed(), TimeProvider.System, new LocalEngineOptions(Seed: 1));
        await Eventually.Is(() => Task.FromResult(engine.Health.Ready), "the engine has opened its journal");
        var index = (SilentIndex)(object)DispatchProxy.Create<IIdentityIndex, SilentIndex>();
        var similar = new SimilarCustomers((IIdentityIndex)(object)index, engine);

        var all = Enumerable.Range(0, 2_500).Select(_ => FindAsync()).ToList();
        var refused = all.Where(search => search.IsFaulted).ToList();
        Assert.Equal(4, index.Asked);
        Assert.InRange(refused.Count, 1, 1_000);
        Assert.All(refused, search => Assert.IsType<OverloadedException>(search.Exception!.InnerException));

        await engine.DisposeAsync();
        index.Answer.SetResult([]);
        await Task.WhenAll(all).ContinueWith(_ => true, TaskScheduler.Default).InTime("everybody is answered");
        Assert.Equal(4, index.Asked);
        Assert.Equal(4, all.Count(search => search.IsCompletedSuccessfully));
        Assert.All(all.Where(search => search.IsFaulted).Except(refused), search => Assert.IsType<UnavailableException>(search.Exception!.InnerException));
        await Assert.ThrowsAsync<UnavailableException>(FindAsync);

        Task FindAsync() => similar.FindAsync(Policy.DefaultFor(Scope.Default), [], CancellationToken.None);
    }

    /// <summary>Answers when the test says so. Public, because the proxy derives from it.</summary>
    public class SilentIndex : DispatchProxy
    {
        public TaskCompletionSource<IReadOnlyList<Candidate>> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Asked { get; private set; }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            if (targetMethod!.Name != nameof(IIdentityIndex.FindAsync)) throw new NotSupportedException(targetMethod.Name);
            Asked++;
            return Answer.Task;
        }
    }
}
