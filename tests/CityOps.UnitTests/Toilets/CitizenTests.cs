using CityOps.App.Features.Citizens;
using CityOps.App.Features.Toilets;
using CityOps.App.Http;

namespace CityOps.UnitTests.Toilets;

public class CitizenTests
{
    [Theory]
    [InlineData("138 0013 8000", "13800138000", "138****8000")]
    [InlineData("+86 (138) 0013-8000", "8613800138000", "861****8000")]
    [InlineData("88332211", "88332211", "****11")]
    public void A_phone_number_is_kept_as_digits_and_shown_masked(string typed, string digits, string shown)
    {
        var (kept, refusal) = PhoneNumber.Check(typed);

        Assert.Null(refusal);
        Assert.Equal((digits, shown), (kept, PhoneNumber.Mask(kept!)));
    }

    [Theory]
    [InlineData("1234")]
    [InlineData("1234567890123456")]
    [InlineData("13800138000;drop")]
    [InlineData("１３８００１３８０００")]
    public void What_is_no_phone_number_is_refused(string typed) =>
        Assert.Equal(Problems.PhoneInvalid, PhoneNumber.Check(typed).Refusal?.Problem);

    [Theory]
    [InlineData(null)]
    [InlineData("  ")]
    public void No_phone_number_is_fine(string? typed) => Assert.Equal("", PhoneNumber.Check(typed).Value);

    [Fact]
    public void A_receipt_read_out_or_typed_carelessly_is_understood() =>
        Assert.Equal("7Q2M9K4XD1", Crockford.Normalise(" 7q2m9-k4x dl "));

    [Theory]
    [InlineData("0000000000", "00000000")]
    [InlineData("FFFFFFFFFF", "ZZZZZZZZ")]
    [InlineData("00443214E6", "01234576")]
    public void Bits_become_characters_from_the_left(string hex, string text) =>
        Assert.Equal(text, Crockford.Encode(Convert.FromHexString(hex), 8));

    [Theory]
    [InlineData("  two\r\nlines\t \0\u0007 ", "two\nlines")]
    [InlineData("e\u0301", "é")]
    [InlineData(" \n ", null)]
    public void Typed_text_is_cleaned_of_what_cannot_be_stored(string typed, string? clean) =>
        Assert.Equal(clean, InputText.Clean(typed));

    [Fact]
    public void Half_a_surrogate_pair_becomes_the_replacement_character() =>
        Assert.Equal("\ufffdx", InputText.Clean("\ud800x"));
}
