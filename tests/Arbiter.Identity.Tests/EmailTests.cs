using Arbiter.Domain.Keys;

namespace Arbiter.Identity.Tests;

public class EmailTests
{
    [Theory]
    [InlineData("li.lei@acme.com.cn", "li.lei@acme.com.cn")]
    [InlineData(" LI.Lei@ACME.com.cn ", "li.lei@acme.com.cn")]
    [InlineData("li.lei＠acme。com．cn", "li.lei@acme.com.cn")]
    [InlineData("ｌｉ.lei@acme.com.cn", "li.lei@acme.com.cn")]
    [InlineData("li.lei @ acme.com.cn", "li.lei@acme.com.cn")]
    [InlineData("邮箱：li.lei@acme.com.cn", "li.lei@acme.com.cn")]
    [InlineData("mailto:li.lei@acme.com.cn", "li.lei@acme.com.cn")]
    [InlineData("李雷 <li.lei@acme.com.cn>", "li.lei@acme.com.cn")]
    [InlineData("邮箱li.lei@acme.com.cn", "li.lei@acme.com.cn")]
    [InlineData("'li.lei@acme.com.cn'", "li.lei@acme.com.cn")]
    [InlineData("邮箱'li.lei@acme.com.cn'", "li.lei@acme.com.cn")]
    [InlineData("邮箱.li.lei@acme.com.cn", "li.lei@acme.com.cn")]
    [InlineData("li.lei@acme.com.cn。", "li.lei@acme.com.cn")]
    [InlineData("li.lei+expo@acme.com.cn", "li.lei+expo@acme.com.cn")]
    [InlineData("87654123@qq.com", "87654123@qq.com")]
    [InlineData("lilei+a@qq.com", "lilei+a@qq.com")]
    [InlineData("li.lei@163.com", "li.lei@163.com")]
    [InlineData("Li.Lei+expo@Gmail.com", "lilei@gmail.com")]
    [InlineData("lilei@googlemail.com", "lilei@gmail.com")]
    [InlineData("li.lei+expo@outlook.com", "li.lei@outlook.com")]
    [InlineData("李雷@例子.中国", "李雷@xn--fsqu00a.xn--fiqs8s")]
    [InlineData("lilei@xn--fsqu00a.xn--fiqs8s", "lilei@xn--fsqu00a.xn--fiqs8s")]
    [InlineData("li.lei+a@hotmail.co.uk", "li.lei@hotmail.co.uk")]
    [InlineData("li.lei+a@me.com", "li.lei@icloud.com")]
    [InlineData("li.lei+a@fastmail.com", "li.lei@fastmail.com")]
    [InlineData("lilei@pm.me", "lilei@pm.me")]
    [InlineData("lilei@foxmail.com", "lilei@foxmail.com")]
    [InlineData("lilei+a@126.com", "lilei+a@126.com")]
    [InlineData("lilei@acme.github.io", "lilei@acme.github.io")]
    public void A_mailbox_is_a_person(string text, string address) =>
        Assert.Equal($"{address} hard", Rule.Outcome(IdentifierKind.Email, text));

    [Theory]
    [InlineData("info@acme.com")]
    [InlineData("SALES@acme.com")]
    [InlineData("sales+cn@acme.com")]
    [InlineData("hr@acme.com")]
    [InlineData("no-reply@acme.com")]
    public void A_role_is_shared(string text) =>
        Assert.Equal($"{text.ToLowerInvariant()} shared", Rule.Outcome(IdentifierKind.Email, text));

    [Theory]
    [InlineData("lilei@acme.cn; hmm@acme.cn", "lilei@acme.cn hard | hmm@acme.cn hard")]
    [InlineData("lilei@acme.cn / LILEI@acme.cn", "lilei@acme.cn hard")]
    [InlineData("lilei@acme.cn, han@", "lilei@acme.cn hard !partIgnored")]
    public void A_field_may_hold_several(string text, string outcome) => Assert.Equal(outcome, Rule.Outcome(IdentifierKind.Email, text));

    [Theory]
    [InlineData("lilei", "invalidEmail")]
    [InlineData("lilei@", "invalidEmail")]
    [InlineData("@acme.cn", "invalidEmail")]
    [InlineData("邮箱'@acme.cn", "invalidEmail")]
    [InlineData("lilei@acme", "invalidEmail")]
    [InlineData("lilei@com.cn", "invalidEmail")]
    [InlineData("lilei@@acme.cn", "invalidEmail")]
    [InlineData("li..lei@acme.cn", "invalidEmail")]
    [InlineData("li***@acme.cn", "invalidEmail")]
    [InlineData("lilei@-acme.cn", "invalidEmail")]
    [InlineData("lilei@10.0.0.1", "invalidEmail")]
    [InlineData("+expo@gmail.com", "invalidEmail")]
    [InlineData("test@acme.cn", "placeholder")]
    [InlineData("t.est@gmail.com", "placeholder")]
    [InlineData("123456@qq.com", "placeholder")]
    [InlineData("lilei@example.com", "placeholder")]
    [InlineData("暂无", "placeholder")]
    public void What_is_no_address_is_refused(string text, string refusal) =>
        Assert.Equal($"-{refusal}", Rule.Outcome(IdentifierKind.Email, text));
}
