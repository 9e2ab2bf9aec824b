using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;
using A = DocumentFormat.OpenXml.Drawing;
using Pic = DocumentFormat.OpenXml.Drawing.Pictures;
using Wp = DocumentFormat.OpenXml.Drawing.Wordprocessing;

namespace CityOps.App.Features.Bulletins.Printing.Docx;

/// <summary>Pictures that stand in the line like a letter.</summary>
internal sealed class DocxPicture(MainDocumentPart main)
{
    private const long EmuPerMm = 36000;

    // Ids of drawings are unique in a document; a template may have some of its own.
    private uint _lastId =
        (
            main.Document?.Descendants<Wp.DocProperties>()
                .Select(properties => properties.Id?.Value ?? 0)
                .DefaultIfEmpty()
                .Max()
            ?? 0
        ) + 1000;

    /// <param name="description">Read aloud where the picture can't be seen.</param>
    public Drawing Inline(byte[] png, double widthMm, double heightMm, string description)
    {
        var part = main.AddImagePart(ImagePartType.Png);
        using (var stream = new MemoryStream(png))
        {
            part.FeedData(stream);
        }

        var (width, height) = ((long)(widthMm * EmuPerMm), (long)(heightMm * EmuPerMm));
        var id = ++_lastId;
        return new Drawing(
            new Wp.Inline(
                new Wp.Extent { Cx = width, Cy = height },
                new Wp.EffectExtent
                {
                    LeftEdge = 0,
                    TopEdge = 0,
                    RightEdge = 0,
                    BottomEdge = 0,
                },
                new Wp.DocProperties
                {
                    Id = id,
                    Name = $"图片{id}",
                    Description = description,
                },
                new Wp.NonVisualGraphicFrameDrawingProperties(new A.GraphicFrameLocks { NoChangeAspect = true }),
                new A.Graphic(
                    new A.GraphicData(
                        new Pic.Picture(
                            new Pic.NonVisualPictureProperties(
                                new Pic.NonVisualDrawingProperties { Id = id, Name = $"{id}.png" },
                                new Pic.NonVisualPictureDrawingProperties()
                            ),
                            new Pic.BlipFill(
                                new A.Blip { Embed = main.GetIdOfPart(part) },
                                new A.Stretch(new A.FillRectangle())
                            ),
                            new Pic.ShapeProperties(
                                new A.Transform2D(
                                    new A.Offset { X = 0, Y = 0 },
                                    new A.Extents { Cx = width, Cy = height }
                                ),
                                new A.PresetGeometry(new A.AdjustValueList()) { Preset = A.ShapeTypeValues.Rectangle }
                            )
                        )
                    )
                    {
                        Uri = "http://schemas.openxmlformats.org/drawingml/2006/picture",
                    }
                )
            )
            {
                DistanceFromTop = 0,
                DistanceFromBottom = 0,
                DistanceFromLeft = 0,
                DistanceFromRight = 0,
            }
        );
    }
}
