using CityOps.App.Features.Accounts;

namespace CityOps.UnitTests.Accounts;

/// <summary>What is guessed first is no password; what is not stays one.</summary>
public sealed class CommonPasswordsTests
{
    [Theory]
    [InlineData("aaaaaaaaaaaa")]
    [InlineData("123456789012")]
    [InlineData("abcabcabcabc")]
    [InlineData("123123123123")]
    [InlineData("987654321098")]
    [InlineData("abcdefghijkl")]
    [InlineData("abcdefg1234567")]
    [InlineData("qwertyuiop123")]
    [InlineData("QWERTYuiop[]")]
    [InlineData("1qaz2wsx3edc")]
    [InlineData("q1w2e3r4t5y6")]
    [InlineData("passwordpassword")]
    [InlineData("Password1234!")]
    [InlineData("P@ssw0rd2026")]
    [InlineData("admin@123456")]
    [InlineData("Admin888888!")]
    [InlineData("woaini1314520")]
    [InlineData("zhongshan2026")]
    [InlineData("abc123456789")]
    [InlineData("administrator")]
    [InlineData("112233445566")]
    public void What_is_guessed_first_is_refused(string password) => Assert.True(CommonPasswords.Contain(password));

    [Theory]
    [InlineData("rain-on-dongming-road")]
    [InlineData("typhoon-signal-number-8")]
    [InlineData("a-much-longer-password")]
    [InlineData("kx7f9pq2hw3mzt4v")]
    [InlineData("correct horse battery staple")]
    [InlineData("东明路上的雨下个不停呀呀")]
    [InlineData("mangrove 1867 ferry")]
    public void Others_are_not(string password) => Assert.False(CommonPasswords.Contain(password));

    [Fact]
    public void Passwords_that_we_make_are_not_among_them() =>
        Assert.DoesNotContain(Enumerable.Range(0, 1000).Select(_ => Passwords.New()), CommonPasswords.Contain);
}
