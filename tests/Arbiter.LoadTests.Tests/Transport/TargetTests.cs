using Arbiter.LoadTests.Transport;

namespace Arbiter.LoadTests.Tests.Transport;

public class TargetTests
{
    [Fact]
    public void The_own_machine_is_a_target() => Assert.Equal(5080, Target.Parse("http://127.0.0.1:5080").EndPoint.Port);

    [Theory]
    [InlineData("http://localhost:5080")]
    [InlineData("http://127.0.0.2:5080")]
    [InlineData("http://10.0.0.1:5080")]
    [InlineData("http://192.168.1.1")]
    [InlineData("http://arbiter.example:5080")]
    [InlineData("http://127.0.0.1.example:5080")]
    [InlineData("http://127.0.0.1@arbiter.example/")]
    [InlineData("https://127.0.0.1:5080")]
    [InlineData("http://127.0.0.1:5080/api")]
    [InlineData("127.0.0.1:5080")]
    [InlineData("")]
    public void Everything_else_is_refused(string text) => Assert.Throws<FormatException>(() => Target.Parse(text));
}
