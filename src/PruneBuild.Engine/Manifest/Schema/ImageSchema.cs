using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest.Shapes;
using PruneBuild.Engine.Reporting;

namespace PruneBuild.Engine.Manifest.Schema;

/// <summary>The <c>image</c> step.</summary>
internal static class ImageSchema
{
    private static readonly Key<ImageSize> Size = Key.Required("size", Values.Size, "Width and height that the model takes, `32x32`.");

    private static readonly Key<ValueList<Located<double>>> Mean = Key.Optional("mean", Values.Numbers,
        "Subtracted after scaling to `range`: one number for each channel, or one for all.");

    private static readonly Key<ValueList<Located<double>>> Std = Key.Optional("std",
        new ListShape<double>(new NumberShape("a number above 0", double.Epsilon), takesOne: true),
        "Divided by after `mean` is subtracted: one number for each channel, or one for all.");

    private static readonly Key<ImageLayout> Layout = Key.Defaulted("layout", new ChoiceShape<ImageLayout>(null, [
        new("nchw", ImageLayout.Nchw, "Channels before height and width."),
        new("nhwc", ImageLayout.Nhwc, "Channels last."),
    ]), "nchw", "Order of the axes: channels before height and width, or last.");

    private static readonly Key<ValueRange> Range = Key.Defaulted("range", Values.Range, "0..1", "What 0..255 is scaled to.");

    private static readonly Key<ImageColors> Colors = Key.Defaulted("colors", new ChoiceShape<ImageColors>(null, [
        new("rgb", ImageColors.Rgb, "Red, green, blue."),
        new("bgr", ImageColors.Bgr, "Blue, green, red."),
        new("gray", ImageColors.Gray, "One channel."),
    ]), "rgb", "Channels and their order.");

    private static readonly Key<string> Column = Key.Defaulted("column", Values.Name, "image",
        "Column of the image; a folder of images has the column `image`.");

    private static readonly Key<string> Input = Key.Optional("input", Values.Name, "Input of the model; without it, its only one.");

    /// <summary>The step.</summary>
    public static readonly MappingShape<PrepareStep> Shape = new(
        "image",
        "A JPEG or PNG becomes numbers: resized, scaled from 0..255 to `range`, minus `mean`, divided by `std`.",
        [Size, Mean, Std, Layout, Range, Colors, Column, Input],
        (values, log) =>
        {
            var channels = values.Get(Colors).Value == ImageColors.Gray ? 1 : 3;
            CheckChannels(Mean, channels, values, log);
            CheckChannels(Std, channels, values, log);
            return new ImageStep(
                values.Get(Size), values.List(Mean), values.List(Std), values.Get(Layout), values.Get(Range), values.Get(Colors),
                values.Get(Column), values.Find(Input), values.Name.Span);
        });

    private static void CheckChannels(Key<ValueList<Located<double>>> key, int channels, KeyValues values, DiagnosticLog log)
    {
        if (values.Find(key) is { } list && list.Value.Count != 1 && list.Value.Count != channels)
            log.Report(DiagnosticCatalog.ManifestCombination, list.Span,
                $"'{key.Name}' has {list.Value.Count} numbers for {Amount.Of(channels, "channel")}. "
                + "Give one for each channel, or one for all.");
    }
}
