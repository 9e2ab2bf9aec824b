using CityOps.App.Database;
using CityOps.App.Features.Letters;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Demo.Notice;

/// <summary>Writes the year's letters on their cases, and the penalties that some came to.</summary>
internal static class WriteLetters
{
    public static async Task RunAsync(CityOpsDb db, FieldWork work, Random random, CancellationToken ct)
    {
        foreach (var made in work.Letters.OrderBy(letter => letter.IssuedOn))
        {
            var at = CityTime.Start(made.IssuedOn).AddHours(9).AddMinutes(random.Next(400));
            var number = await db
                .Database.SqlQuery<string>($"select next_letter_number({made.IssuedOn}) as \"Value\"")
                .ToListAsync(ct);
            var letter = new Letter
            {
                Id = DemoIds.Next(at, random),
                Number = number[0],
                Kind = made.Kind,
                FromOrganisationCode = made.From,
                ToOrganisationCode = made.To,
                TownCode = made.Town,
                Title = made.Title,
                IssuedOn = made.IssuedOn,
                CreatedAt = at,
                Answer = "已按要求办理完毕。",
                AnsweredAt = at.AddDays(3 + random.Next(5)),
            };
            letter.Cases.AddRange(made.About.Select(report => new LetterCase { CaseId = report.CaseId!.Value }));
            db.Letters.Add(letter);
            foreach (var report in made.About.Take(made.Penalties))
            {
                var decidedOn = made.IssuedOn.AddDays(random.Next(8));
                db.Penalties.Add(
                    new Penalty
                    {
                        Id = DemoIds.Next(at, random),
                        Kind = "fine",
                        CaseId = report.CaseId,
                        OrganisationCode = made.To,
                        TownCode = report.TownCode,
                        CategoryCode = report.CategoryCode,
                        DecidedOn = decidedOn < PlanNotice.RectificationTo ? decidedOn : PlanNotice.RectificationTo,
                        AmountYuan = 500 * (1 + random.Next(20)),
                        CreatedAt = at.AddDays(8),
                    }
                );
            }
        }

        await db.SaveChangesAsync(ct);
        db.ChangeTracker.Clear();
    }
}
