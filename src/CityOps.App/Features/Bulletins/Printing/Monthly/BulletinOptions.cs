using System.ComponentModel.DataAnnotations;
using CityOps.App.Database;
using CityOps.App.Features.Bulletins.Printing.Docx;

namespace CityOps.App.Features.Bulletins.Printing.Monthly;

/// <summary>Section <c>Bulletin</c> of the settings: what stands on every bulletin.</summary>
public sealed class BulletinOptions
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Bulletin";

    /// <summary>The red line on top (发文机关标志).</summary>
    [Required]
    public string Masthead { get; set; } = "城市管理工作通报";

    /// <summary>Who signs, by its full name; the bureau's own name when left out.</summary>
    public string? Issuer { get; set; }

    /// <summary>The issuer's short name in the document number (发文机关代字): 城管通 prints 城管通〔2024〕1号. The numbers
    /// of a year run for each short name; empty prints none.</summary>
    [MaxLength(20)]
    public string ShortName { get; set; } = "城管通";

    /// <summary>抄送机关, in the foot of the last page; empty for none.</summary>
    public string CopiedTo { get; set; } = "局领导";

    /// <summary>印发机关, likewise; the issuer's office (办公室) when left out.</summary>
    public string? Printer { get; set; }

    /// <summary>主送机关, without the colon.</summary>
    public string Recipients { get; set; } = "各镇街，局属各单位";

    /// <summary>Where the public reaches this service, e.g. https://cg.example.cn; without it, numbers print without
    /// links.</summary>
    [Url]
    public string? PublicUrl { get; set; }

    /// <summary>The bureau's Word template; without it, templates/bulletin.docx in the data folder if that is there,
    /// else ours.</summary>
    public string? Template { get; set; }

    /// <summary>The template that bulletins are issued with from now on.</summary>
    /// <exception cref="TemplateException">The file that the settings name cannot be read.</exception>
    public async Task<byte[]> ReadTemplateAsync(DataFolder folder, CancellationToken ct)
    {
        var path = Template ?? Path.Combine(folder.Path, "templates", "bulletin.docx");
        if (Template is null && !File.Exists(path))
        {
            return DefaultTemplate.Make();
        }

        try
        {
            return await File.ReadAllBytesAsync(path, ct);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new TemplateException($"The template {path} cannot be read: {problem.Message}", problem);
        }
    }
}
