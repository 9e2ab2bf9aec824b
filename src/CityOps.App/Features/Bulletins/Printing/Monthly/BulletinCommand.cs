using System.CommandLine;
using System.Text;
using CityOps.App.Features.Bulletins.Printing.Docx;
using CityOps.App.Verbs;

namespace CityOps.App.Features.Bulletins.Printing.Monthly;

/// <summary>
/// <c>bulletin 2023-12 --out DIR</c>: writes a closed month's bulletin as .docx, .xlsx, .html and .json.
/// <c>bulletin-template FILE</c>: writes the Word template to start an own one from.
/// </summary>
public static class BulletinCommand
{
    public static Command Create()
    {
        var month = new Argument<string>("month") { Description = "e.g. 2023-12; closed with close-month" };
        var output = new Option<string>("--out") { Description = "folder to write to", DefaultValueFactory = _ => "." };
        var revision = new Option<int?>("--revision") { Description = "the latest when left out" };
        var number = new Option<int?>("--number")
        {
            Description =
                "the document number (发文字号) of a month that is not issued yet; the year's next when left out",
        };
        var print = new Command("bulletin", "Print the bulletin of a closed month as .docx, .xlsx, .html and .json")
        {
            month,
            output,
            revision,
            number,
        };
        print.SetVerb(
            (arguments, context, ct) =>
                PrintAsync(
                    context,
                    arguments.GetRequiredValue(month),
                    arguments.GetRequiredValue(output),
                    arguments.GetValue(revision),
                    arguments.GetValue(number),
                    ct
                )
        );
        return print;
    }

    public static Command CreateTemplate()
    {
        var file = new Argument<string>("file") { Description = "the .docx to write" };
        var template = new Command(
            "bulletin-template",
            "Write the bulletin's Word template, to be changed and kept as templates/bulletin.docx in the data folder"
        )
        {
            file,
        };
        template.SetReadingVerb(
            async (arguments, context, ct) =>
            {
                var path = arguments.GetRequiredValue(file);
                if (File.Exists(path))
                {
                    return context.Fail($"{path} is there already.");
                }

                await File.WriteAllBytesAsync(path, DefaultTemplate.Make(), ct);
                context.Print(path);
                return 0;
            }
        );
        return template;
    }

    private static async Task<int> PrintAsync(
        VerbContext context,
        string text,
        string folder,
        int? revision,
        int? number,
        CancellationToken ct
    )
    {
        var month = Month.Read(text);
        if (month.Refusal is { } invalid)
        {
            return context.Fail(invalid.Detail!);
        }

        var options = context.Configuration.GetSection(BulletinOptions.Section).Get<BulletinOptions>()
            ?? new BulletinOptions();
        await using var city = await context.OpenDatabaseAsync(ct);
        if (
            number is { } given
            && (
                await EnterDocumentNumber.EnterAsync(city.DataSource, month.Value, options.ShortName, given, null, ct)
            ).Refusal
                is { } refused
        )
        {
            return context.Fail(refused.Detail!);
        }

        var (issued, refusal) = await PrintMonth.RunAsync(
            city.DataSource,
            month.Value,
            revision,
            options,
            context.Folder,
            ct
        );
        if (issued is null)
        {
            return context.Fail(refusal!.Detail!);
        }

        try
        {
            Directory.CreateDirectory(folder);
            var path = Path.Combine(folder, $"bulletin-{month.Value}-r{issued.Revision}");
            foreach (var form in new[] { "docx", "xlsx", "html" })
            {
                await WriteAsync(context, $"{path}.{form}", await issued.FileAsync(city.DataSource, form, ct), ct);
            }

            await WriteAsync(context, path + ".json", Encoding.UTF8.GetBytes(issued.Model), ct);
            return 0;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return context.Fail(problem.Message);
        }
    }

    private static async Task WriteAsync(VerbContext context, string path, byte[] content, CancellationToken ct)
    {
        await File.WriteAllBytesAsync(path, content, ct);
        context.Print(path);
    }
}
