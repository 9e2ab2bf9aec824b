using System.CommandLine;
using System.Globalization;
using CityOps.App.Verbs;

namespace CityOps.App.Features.Calendar.Import;

/// <summary><c>import calendar FILE</c>: the yearly notice on holidays and worked weekend days.</summary>
internal static class ImportCalendarCommand
{
    public static Command Create()
    {
        var source = new Option<string?>("--source")
        {
            Description = "the notice, e.g. 国务院办公厅关于2027年部分节假日安排的通知",
        };
        return ImportVerb.Create(
            "calendar",
            "Import the yearly notice on holidays and weekend days worked in exchange (调休)",
            request => HolidayList.Read(request.File, request.List),
            async (city, list, request, context, ct) =>
            {
                await using var db = city.NewContext();
                return await ImportCalendar.RunAsync(
                    db,
                    list,
                    request.Arguments.GetValue(source),
                    request.Choice,
                    context.Time.GetUtcNow(),
                    ct
                );
            },
            outcome =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{outcome.New} new lines of the calendar, {outcome.Changed} changed, {outcome.Unchanged} as they were"
                ),
            source
        );
    }
}
