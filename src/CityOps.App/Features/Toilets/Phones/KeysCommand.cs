using System.CommandLine;
using System.Globalization;
using CityOps.App.Database;
using CityOps.App.Features.Citizens;
using CityOps.App.Verbs;

namespace CityOps.App.Features.Toilets.Phones;

/// <summary><c>keys list</c> and <c>keys rotate</c>: the keys that citizens' phone numbers are sealed with.</summary>
public static class KeysCommand
{
    public static Command Create() =>
        new("keys", "Keys that citizens' phone numbers are sealed with") { List(), Rotate() };

    private static Command List()
    {
        var list = new Command("list", "Print the keys, a line each, and which are missing");
        list.SetReadingVerb(
            async (_, context, ct) =>
            {
                await using var city = await context.OpenDatabaseAsync(ct);
                var file = FileOf(context);
                var ring = file.Read() is { Refusal: null } read ? read.Value : null;
                foreach (var key in ring?.Keys ?? [])
                {
                    context.Print(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{key.Id}  {(key == ring!.Current ? "seals" : "opens")}  {CityTime.Local(key.MadeAt):yyyy-MM-dd HH:mm}"
                        )
                    );
                }

                var used = await MakePhoneKeys.KeysInUseAsync(city.DataSource, ct);
                foreach (var key in used.Where(key => ring?.Has(key) != true))
                {
                    context.Print($"{key}  missing in {file.Path}");
                }

                return 0;
            }
        );
        return list;
    }

    private static Command Rotate()
    {
        var forget = new Option<bool>("--forget-lost")
        {
            Description = "forget the phone numbers that no key of the file opens any more",
        };
        var rotate = new Command("rotate", "Add a key and seal every phone number with it") { forget };
        rotate.SetVerb(
            async (arguments, context, ct) =>
            {
                await using var city = await context.OpenDatabaseAsync(ct);
                await using var turn = await AdvisoryLock.TakeAsync(city.DataSource, "phone keys", ct);
                var file = FileOf(context);
                if (await OtherOwnerAsync(file, ct) is { } owner)
                {
                    return context.Fail(
                        $"{file.Path} belongs to {owner}, whose service could not read the new one. Run this as {owner}."
                    );
                }

                var (ring, refusal) = file.Read();
                var lost = (await MakePhoneKeys.KeysInUseAsync(city.DataSource, ct))
                    .Where(key => ring?.Has(key) != true)
                    .ToArray();
                if (file.Exists && ring is null)
                {
                    return context.Fail($"{file.Path}: {refusal!.Detail}");
                }

                if (lost.Length > 0 && !arguments.GetValue(forget))
                {
                    return context.Fail(
                        $"Some numbers are sealed with keys that {file.Path} does not have ({string.Join(", ", lost)}). Put the file back that has them, or let --forget-lost forget these numbers."
                    );
                }

                var now = context.Time.GetUtcNow();
                file.Write(ring?.Rotate(now) ?? PhoneRing.New(now));
                await using var command = city
                    .DataSource.CreateCommand(Sql.Text("queries/citizens/forget_lost_phones"))
                    .With("lost", lost);
                var forgotten = await command.ExecuteNonQueryAsync(ct);
                var anew = await new SealPhonesJob(city.DataSource, file).RunAsync(ct);
                context.Print(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{file.Read().Value.Current.Id} seals from now on; {anew:N0} numbers sealed anew, {forgotten:N0} forgotten. Keep a copy of {file.Path} where no backup of the database is."
                    )
                );
                return 0;
            }
        );
        return rotate;
    }

    // What is written anew belongs to who writes it.
    private static async Task<string?> OtherOwnerAsync(PhoneKeyFile file, CancellationToken ct)
    {
        var owner = file.Exists ? await Database.Embedded.Command.RunAsync("stat", ["-c", "%U", file.Path], ct) : null;
        return owner is { Succeeded: true } && owner.Output != Environment.UserName ? owner.Output : null;
    }

    private static PhoneKeyFile FileOf(VerbContext context) =>
        new(
            PhoneKeyFile.PathOf(
                context.Folder,
                context.Configuration[$"{ToiletOptions.Section}:{nameof(ToiletOptions.PhoneKeyFile)}"]
            )
        );
}
