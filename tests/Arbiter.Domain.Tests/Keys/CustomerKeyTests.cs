using Arbiter.Domain.Keys;

namespace Arbiter.Domain.Tests.Keys;

public class CustomerKeyTests
{
    [Theory]
    [InlineData("default")]
    [InlineData("a")]
    [InlineData("0-emea-2")]
    [InlineData("abcdefghijklmnopqrstuvwxyz012345")]
    public void A_scope_is_a_short_plain_name(string text)
    {
        Assert.True(Scope.TryParse(text, out var scope));
        Assert.Equal(new Scope(text), scope);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("-a")]
    [InlineData("Default")]
    [InlineData("a b")]
    [InlineData("华东")]
    [InlineData("abcdefghijklmnopqrstuvwxyz0123456")]
    public void Anything_else_is_no_scope(string? text)
    {
        Assert.False(Scope.TryParse(text, out _));
        Assert.Throws<ArgumentException>(() => new Scope(text!));
    }

    [Fact]
    public void Keys_are_ordered_by_scope_then_kind_then_value()
    {
        CustomerKey[] ordered =
        [
            new(new Scope("a"), IdentifierKind.Phone, "+86139"),
            new(new Scope("a"), IdentifierKind.Email, "A"),
            new(new Scope("a"), IdentifierKind.Email, "a"),
            new(new Scope("a"), IdentifierKind.Email, "é"),
            new(new Scope("b"), IdentifierKind.Phone, "+86138"),
        ];

        Assert.Equal(ordered, ordered.Reverse().Order());
    }

    [Fact]
    public void Equal_keys_hash_alike_and_each_part_counts()
    {
        var key = new CustomerKey(Scope.Default, IdentifierKind.Phone, "+8613800138000");
        var same = new CustomerKey(new Scope("default"), IdentifierKind.Phone, new string("+8613800138000"));

        Assert.Equal(key, same);
        Assert.Equal(key.GetHashCode(), same.GetHashCode());
        Assert.NotEqual(key, key with { Value = "+8613800138001" });
        Assert.NotEqual(key, key with { Kind = IdentifierKind.WeChat });
        Assert.NotEqual(key, key with { Scope = new Scope("north") });
    }

    [Fact]
    public void Wire_names_go_there_and_back()
    {
        Assert.Equal(["phone", "email", "company", "creditCode", "wechat", "website"], IdentifierKinds.All.Select(IdentifierKinds.Name));
        Assert.All(IdentifierKinds.All, kind =>
        {
            Assert.True(IdentifierKinds.TryParse(IdentifierKinds.Name(kind), out var parsed));
            Assert.Equal(kind, parsed);
        });
        Assert.False(IdentifierKinds.TryParse("Phone", out _));
        Assert.False(IdentifierKinds.TryParse((string?)null, out _));
    }

    [Fact]
    public void What_is_logged_by_accident_says_nothing()
    {
        var identifier = new Identifier(IdentifierKind.Phone, "13800138000");
        var key = new CustomerKey(Scope.Default, IdentifierKind.Phone, "+8613800138000");

        Assert.All([$"{identifier}", $"{key}"], text => Assert.DoesNotContain("8000", text));
    }
}
