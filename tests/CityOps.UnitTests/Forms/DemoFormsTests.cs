using CityOps.App.Features.Demo;
using CityOps.App.Features.Forms;

namespace CityOps.UnitTests.Forms;

public class DemoFormsTests
{
    [Fact]
    public void Every_ready_made_form_can_be_published_and_is_labelled_in_both_languages()
    {
        var forms = DemoForms.All().ToList();

        Assert.Equal(12, forms.Count);
        Assert.All(forms, form => Assert.Empty(CheckFields.Run(form.Fields)));
        Assert.All(forms.SelectMany(form => form.Fields), field => Assert.NotNull(field.Label.En));
        Assert.All(forms.SelectMany(form => form.Fields).SelectMany(field => field.Choices ?? []), choice =>
            Assert.NotNull(choice.Label.En)
        );
        Assert.Equal(forms.Count, forms.Select(form => form.Category.Code).Distinct().Count());
    }

    [Fact]
    public void The_notice_s_quantities_of_work_are_measures_with_one_unit_each()
    {
        var measures = DemoForms
            .All()
            .SelectMany(form => form.Fields)
            .Select(field => field.Measure)
            .OfType<Measure>()
            .ToList();

        Assert.All(measures.GroupBy(measure => measure.Code), same =>
            Assert.Single(same.Select(measure => measure.Unit).Distinct())
        );
        Assert.Superset(
            new HashSet<(string, string)>
            {
                ("asphalt_m2", "㎡"),
                ("concrete_m2", "㎡"),
                ("sidewalk_m2", "㎡"),
                ("greenway_m2", "㎡"),
                ("kerb_m", "m"),
                ("manhole_cover_count", "个"),
                ("bollard_count", "个"),
                ("advert_count", "个"),
                ("advert_m2", "㎡"),
                ("lamp_count", "盏"),
                ("persons", "人次"),
                ("vehicles", "辆次"),
            },
            measures.Select(measure => (measure.Code, measure.Unit)).ToHashSet()
        );
    }
}
