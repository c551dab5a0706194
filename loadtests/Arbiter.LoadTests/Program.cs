using Arbiter.LoadTests.Commands;
using Arbiter.LoadTests.Load;

return await LoadTestProgram.RunAsync(
    "Load tests of Arbiter. They send only to 127.0.0.1.", ScenarioRunner.OfferAsync,
    [LookUpCommand.Create(), CompareCommand.Create(), ConstantCommand.Create(), EngineCommand.Create(), DoubleOwnerCommand.Create()], args);
