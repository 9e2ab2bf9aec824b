using CityOps.App.Features.Submissions;
using CityOps.Testing;

namespace CityOps.UnitTests.Submissions;

/// <summary>A flag that the desk cannot ask for, or that the docs do not explain, is as good as none.</summary>
public class FlagsTests
{
    [Fact]
    public void Every_flag_is_offered_by_the_desk_has_words_and_is_explained()
    {
        var bar = Text("src/CityOps.Web/src/console/cases/FilterBar.vue");
        var words = Text("src/CityOps.Web/src/console/words/terms.ts");
        var docs = Text("docs/field.md");

        Assert.All(Flags.All, flag => Assert.Contains($"'{flag}'", bar));
        Assert.All(Flags.All, flag => Assert.Equal(3, words.Split($"'flag.{flag}': ").Length)); // two languages
        Assert.All(Flags.All, flag => Assert.Contains($"`{flag}`", docs));
    }

    private static string Text(string path) => File.ReadAllText(Repository.File(path));
}
