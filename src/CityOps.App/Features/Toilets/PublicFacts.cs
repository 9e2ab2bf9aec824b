using System.Globalization;
using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Facilities;
using CityOps.App.Features.Facilities.Types;
using CityOps.App.Features.Forms;
using CityOps.App.Features.Organisations;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Toilets;

/// <summary>Something that the page says of a facility.</summary>
internal sealed record Fact(Label Label, Label Value);

/// <summary>What a facility's page says of it: what its type names, and nothing else.</summary>
internal static class PublicFacts
{
    /// <param name="asked">As <see cref="PageWords.Facts"/> has them; what the facility does not say is left
    /// out.</param>
    public static async Task<IReadOnlyList<Fact>> OfAsync(
        CityOpsDb db,
        Facility facility,
        FacilityKind type,
        IReadOnlyList<string> asked,
        CancellationToken ct
    )
    {
        var facts = new List<Fact>();
        var form =
            asked.Any(a => a.StartsWith(PageWords.Attribute, StringComparison.Ordinal)) && type.FormCode is { } code
                ? await ReadForm.PublishedAsync(db, code, null, ct)
                : null;
        foreach (var name in asked)
        {
            var fact = name switch
            {
                PageWords.Organisation => await OrganisationAsync(db, facility, ct),
                PageWords.LastCheck => await LastCheckAsync(db, facility, ct),
                _ => OfAttribute(form?.Fields, facility, name[PageWords.Attribute.Length..]),
            };
            if (fact is not null)
            {
                facts.Add(fact);
            }
        }

        return facts;
    }

    private static async Task<Fact?> OrganisationAsync(CityOpsDb db, Facility facility, CancellationToken ct)
    {
        var keeper = await db
            .Organisations.Where(o => o.Code == facility.OrganisationCode)
            .Select(o => new { o.Name, o.NameEn })
            .SingleOrDefaultAsync(ct);
        return keeper is null ? null : new(new("责任单位", "Looked after by"), new(keeper.Name, keeper.NameEn));
    }

    private static async Task<Fact?> LastCheckAsync(CityOpsDb db, Facility facility, CancellationToken ct)
    {
        var checks = await db
            .Database.SqlQueryRaw<DateTimeOffset?>(
                Sql.Text("queries/facilities/last_check"),
                Parameters.Of("facility", facility.Id)
            )
            .ToListAsync(ct);
        return checks is [{ } last]
            ? new(
                new("最近检查", "Last check"),
                new(CityTime.Day(last).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))
            )
            : null;
    }

    private static Fact? OfAttribute(IReadOnlyList<FormField>? fields, Facility facility, string code) =>
        fields?.FirstOrDefault(f => f.Code == code) is { } field
        && facility.Attributes.RootElement.TryGetProperty(code, out var value)
        && Words(field, value) is { Zh.Length: > 0 } words
            ? new(field.Label, words)
            : null;

    /// <summary>Null for what is no words: photos and positions.</summary>
    private static Label? Words(FormField field, JsonElement value) =>
        (field.Kind, value.ValueKind) switch
        {
            (FieldKinds.Choice, JsonValueKind.String) => Chosen(field, value),
            (FieldKinds.MultiChoice, JsonValueKind.Array) => Joined([
                .. value.EnumerateArray().Select(one => Chosen(field, one)),
            ]),
            (FieldKinds.Text or FieldKinds.Date or FieldKinds.Facility, JsonValueKind.String) => new(
                value.GetString()!
            ),
            (FieldKinds.WholeNumber or FieldKinds.DecimalNumber, JsonValueKind.Number) => new(
                value.GetRawText() + (field.Unit is { } unit ? $" {unit}" : "")
            ),
            _ => null,
        };

    private static Label Chosen(FormField field, JsonElement code) =>
        field.Choices?.FirstOrDefault(c => c.Code == code.ToString())?.Label ?? new(code.ToString());

    private static Label Joined(IReadOnlyList<Label> words) =>
        new(string.Join('、', words.Select(w => w.Zh)), string.Join(", ", words.Select(w => w.En ?? w.Zh)));
}
