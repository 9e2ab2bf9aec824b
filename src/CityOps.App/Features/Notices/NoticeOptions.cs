using System.ComponentModel.DataAnnotations;

namespace CityOps.App.Features.Notices;

/// <summary>Section <c>Notices</c> of the settings.</summary>
public sealed class NoticeOptions : IValidatableObject
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Notices";

    /// <summary>How long a notice is kept, read or not.</summary>
    public TimeSpan Kept { get; set; } = TimeSpan.FromDays(90);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Kept < TimeSpan.FromDays(1))
        {
            yield return new("Notices:Kept is a day or more.");
        }
    }
}
