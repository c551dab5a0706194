using System.CommandLine;
using Arbiter.LoadTests.Bombing;
using Arbiter.LoadTests.Commands;

return await LoadTestProgram.RunAsync("Load tests of Arbiter, run by NBomber. They send only to 127.0.0.1.", NBomberLoad.OfferAsync, [], args);
