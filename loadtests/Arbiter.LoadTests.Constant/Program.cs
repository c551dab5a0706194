using Arbiter.LoadTests.Constant;

// The ceiling: what Kestrel answers when a claim is read and parsed and nothing is decided or stored.
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
// As Arbiter's server has it.
builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
var app = builder.Build();
app.MapConstantRuling();
app.Run();
