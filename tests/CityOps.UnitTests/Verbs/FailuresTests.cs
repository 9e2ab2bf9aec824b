using CityOps.App.Verbs;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CityOps.UnitTests.Verbs;

/// <summary>What of the machine ends a verb is said as a sentence, wherever it was thrown.</summary>
public class FailuresTests
{
    private const int NoSpaceLeft = 28; // errno, as .NET's HResult carries it

    [Fact]
    public void A_machine_without_time_zones_says_what_to_install() =>
        Assert.Equal(
            "The time zone Asia/Shanghai is missing on this machine: apt-get install tzdata.",
            Failures.Sentence(new TypeInitializationException("CityTime", new TimeZoneNotFoundException()))
        );

    [Fact]
    public void A_full_disk_says_whose_it_is_and_that_nothing_was_kept()
    {
        var ofDatabase = new PostgresException("could not extend file", "ERROR", "ERROR", PostgresErrorCodes.DiskFull);

        Assert.Equal(
            [
                "The disk is full; nothing was kept. Free some room, then try again.",
                "The disk of the database is full; nothing was kept. Free some room, then try again.",
                "The disk of the database is full; nothing was kept. Free some room, then try again.",
            ],
            new Exception[]
            {
                new IOException("No space left on device", NoSpaceLeft),
                ofDatabase,
                new DbUpdateException("An error occurred while saving the entity changes.", ofDatabase),
            }.Select(Failures.Sentence)
        );
    }
}
