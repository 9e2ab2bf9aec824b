namespace CityOps.App.Features.Bulletins.Printing.Docx;

/// <summary>The bureau's template cannot be filled; the message says what in it must be changed.</summary>
public sealed class TemplateException(string message, Exception? inner = null) : Exception(message, inner);
