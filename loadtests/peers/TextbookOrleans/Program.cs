using TextbookOrleans;

// Minimal API and silo in one process, as the documentation begins. Settings: ConnectionStrings:Textbook, a PostgreSQL.
var builder = WebApplication.CreateSlimBuilder(args);
// As Arbiter's server has it.
builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
var database = builder.Configuration.GetConnectionString("Textbook")
    ?? throw new InvalidOperationException("ConnectionStrings:Textbook is not set: the PostgreSQL that keeps the grains' state.");
await using var source = Storage.Open(database);
await Storage.CreateAsync(source);
builder.UseOrleans(silo => TextbookSilo.Configure(silo, source));

var app = builder.Build();
app.MapClaims();
await app.RunAsync();
