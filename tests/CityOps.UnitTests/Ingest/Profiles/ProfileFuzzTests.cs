using System.Text;
using CityOps.Ingest.Decode;
using CityOps.Ingest.Profiles;

namespace CityOps.UnitTests.Ingest.Profiles;

/// <summary>Whatever comes, a profile reads it or refuses it, and never throws.</summary>
public sealed class ProfileFuzzTests
{
    private const int Rounds = 300;
    private static readonly string[] Fragments =
    [
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "null",
        "true",
        "1e999",
        "-0",
        "\"\"",
        "\"\\ud800\"",
        "\"\\u0000\"",
        "\u0000",
        "99999999999999999999999999999999999999999999",
        "\"d\"",
        "{\"l\":[]}",
        "\uFEFF",
        "0.1e-400",
        "\"2026-13-40\"",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Mutated_messages_never_throw(int seed)
    {
        var random = new Random(seed);
        foreach (var profile in ShippedProfiles.All)
        {
            var reader = Compiled(profile.Code);
            var originals = Payloads
                .All.Where(p => p.GetProperty("profile").GetString() == profile.Code)
                .Select(Payloads.Bytes)
                .ToList();
            for (var round = 0; round < Rounds; round++)
            {
                AssertReads(reader, Mutated(random, originals[random.Next(originals.Count)]));
            }
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public void Random_bytes_and_random_JSON_never_throw(int seed)
    {
        var random = new Random(seed);
        foreach (var reader in ShippedProfiles.All.Select(profile => Compiled(profile.Code)))
        {
            for (var round = 0; round < Rounds; round++)
            {
                var bytes = new byte[random.Next(60)];
                random.NextBytes(bytes);
                AssertReads(reader, bytes);
                AssertReads(reader, Encoding.UTF8.GetBytes(string.Concat(random.GetItems(Fragments, random.Next(12)))));
            }
        }
    }

    [Fact]
    public void Every_message_of_every_maker_is_read_by_every_profile_without_throwing()
    {
        foreach (var reader in ShippedProfiles.All.Select(profile => Compiled(profile.Code)))
        {
            foreach (var payload in Payloads.All)
            {
                AssertReads(reader, Payloads.Bytes(payload));
            }
        }
    }

    [Theory]
    [InlineData(6)]
    [InlineData(7)]
    public void Mutated_profiles_compile_or_say_what_is_wrong(int seed)
    {
        var random = new Random(seed);
        foreach (var shipped in ShippedProfiles.All)
        {
            for (var round = 0; round < Rounds / 3; round++)
            {
                var text = Encoding.UTF8.GetString(Mutated(random, Encoding.UTF8.GetBytes(shipped.Definition)));
                var (profile, problem) = ProfileText.Read(text);
                if (problem is null)
                {
                    AssertReads(ProfileReader.Compile(profile!).Reader!, Payloads.Bytes(Payloads.All[0]));
                }
            }
        }
    }

    private static ProfileReader Compiled(string code) => ProfileReader.Compile(Payloads.Shipped(code)).Reader!;

    /// <summary>A refusal has a reason and words, a reading is within what the database holds.</summary>
    private static void AssertReads(ProfileReader reader, byte[] payload)
    {
        var parts = new List<DecodedReading>();
        var terminal = new Terminal("gw", "p", reader, "/x/{device}", "1", []);
        var failure = reader.Read(
            payload,
            new ProfileContext(terminal, DateTime.UnixEpoch.AddYears(56).Ticks),
            parts,
            out var passedOver
        );
        Assert.True(passedOver >= 0);
        Assert.True(failure is null || (parts.Count == 0 && failure.Reason.Length > 0 && failure.Detail.Length > 0));
        Assert.All(parts, part =>
        {
            if (part.Failure is { } why)
            {
                Assert.False(string.IsNullOrEmpty(why.Reason) || string.IsNullOrEmpty(why.Detail));
            }
            else
            {
                Assert.InRange(part.ObservedTicks, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks);
                Assert.Equal(0, part.ObservedTicks % TimeSpan.TicksPerMicrosecond);
            }
        });
    }

    private static byte[] Mutated(Random random, byte[] original)
    {
        var bytes = original.ToList();
        for (var changes = random.Next(1, 6); changes > 0 && bytes.Count > 0; changes--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveAt(at);
                    break;
                case 2:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Fragments[random.Next(Fragments.Length)]));
                    break;
                case 3:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                default:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
            }
        }

        return [.. bytes];
    }
}
