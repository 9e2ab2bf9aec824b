using System.Text;
using CityOps.App.Features.Photos;

namespace CityOps.UnitTests.Photos;

public class PhotoTypeTests
{
    public static TheoryData<string, string?> Heads =>
        new()
        {
            { "FFD8FFE000104A4649460001", "image/jpeg" },
            { "FFD8FFE1", "image/jpeg" },
            { "89504E470D0A1A0A0000000D", "image/png" },
            { "524946461A00000057454250", "image/webp" },
            { "000000186674797068656963", "image/heic" },
            { "00000024667479706D696631", "image/heic" },
            { "000000206674797069736F6D", null }, // an MP4 film
            { "474946383961010001000000", null }, // GIF
            { "424D36000C00000000003600", null }, // BMP
            { "524946462400000057415645", null }, // a WAV sound
            { "3C7376672078", null }, // SVG
            { "FFD8", null },
            { "", null },
        };

    [Theory]
    [MemberData(nameof(Heads))]
    public void A_file_is_known_by_its_first_bytes(string hex, string? type) =>
        Assert.Equal(type, PhotoType.Of(Convert.FromHexString(hex)));

    [Theory]
    [InlineData(null, "image/jpeg")]
    [InlineData("", "image/jpeg")]
    [InlineData("image/jpg", "image/jpeg")]
    [InlineData("IMAGE/PJPEG", "image/jpeg")]
    [InlineData("image/jpeg; charset=binary", "image/jpeg")]
    [InlineData("application/octet-stream", "image/jpeg")]
    [InlineData(" image/png ", "image/png")]
    [InlineData("image/heif", "image/heic")]
    [InlineData("image/heic-sequence", "image/heic")]
    [InlineData("image/gif", "application/octet-stream")]
    [InlineData("photo", "application/octet-stream")]
    public void No_declaration_is_refused(string? declared, string type) =>
        Assert.Equal(type, PhotoType.Declared(declared));

    [Fact]
    public void A_hash_is_read_in_hexadecimal_and_in_both_base64()
    {
        var hash = Enumerable.Range(0, 32).Select(i => (byte)(255 - i)).ToArray();
        var base64 = Convert.ToBase64String(hash);
        string[] forms =
        [
            Convert.ToHexString(hash),
            Convert.ToHexStringLower(hash),
            base64,
            base64.TrimEnd('='),
            base64.Replace('+', '-').Replace('/', '_').TrimEnd('='),
        ];

        Assert.All(forms, form => Assert.Equal(hash, PhotoDeclaration.ReadSha256(form)));
        Assert.All([null, "", "abc", new string('g', 64), new string('?', 44)], form =>
            Assert.Null(PhotoDeclaration.ReadSha256(form))
        );
    }

    [Fact]
    public void Upload_metadata_is_read_as_tus_writes_it()
    {
        static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
        var hash = new string('a', 64);

        var whole = UploadMetadata.Parse(
            $"filename {Base64("照片.jpg")}, sha256 {Base64(hash)},type {Base64("image/png")},code {Base64("T-1-1-X")},is_draft"
        );
        var bytes = UploadMetadata.Parse("sha256 " + Convert.ToBase64String(Convert.FromHexString(hash)));
        var bare = UploadMetadata.Parse("sha256 " + hash);
        var unpadded = UploadMetadata.Parse(
            $"sha256 {Base64(hash).TrimEnd('=')},type {Base64("image/png").TrimEnd('=')}"
        );
        var broken = UploadMetadata.Parse("sha256 %%%,,type");

        Assert.Equal((hash, "image/png", "T-1-1-X"), (Convert.ToHexStringLower(whole.Sha256!), whole.Type, whole.Code));
        Assert.Equal("image/png", unpadded.Type);
        Assert.All([bytes, bare, unpadded], metadata => Assert.Equal(hash, Convert.ToHexStringLower(metadata.Sha256!)));
        Assert.Equal((null, null, null), (broken.Sha256, broken.Type, broken.Code));
    }
}
