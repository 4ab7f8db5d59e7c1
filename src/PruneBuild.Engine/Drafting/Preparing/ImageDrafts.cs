using PruneBuild.Engine.Data.Preparation;
using PruneBuild.Engine.Data.Tables;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Drafting.Preparing;

/// <summary>Images for models that take height, width and channels.</summary>
internal static class ImageDrafts
{
    private const int UsualSize = 224;

    /// <summary>How training code prepares images of three channels, likeliest first.</summary>
    private static readonly (string Step, string Why)[] Colour =
    [
        ("mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225]", "ImageNet's mean and deviation"),
        ("range: 0..1", "pixels scaled to 0..1"),
        ("mean: [0.4914, 0.4822, 0.4465], std: [0.2470, 0.2435, 0.2616]", "CIFAR-10's mean and deviation"),
        ("mean: [0.4914, 0.4822, 0.4465], std: [0.2023, 0.1994, 0.2010]", "CIFAR-10's mean and the deviation that is often used with it"),
        ("range: -1..1", "pixels scaled to -1..1"),
        ("range: 0..255", "pixels as they are, 0..255"),
        ("mean: [103.939, 116.779, 123.68], range: 0..255, colors: bgr", "blue first, ImageNet's mean subtracted from 0..255"),
    ];

    private static readonly (string Step, string Why)[] Grey =
    [
        ("range: 0..1, colors: gray", "grey pixels scaled to 0..1"),
        ("mean: 0.1307, std: 0.3081, colors: gray", "grey pixels, MNIST's mean and deviation"),
        ("range: -1..1, colors: gray", "grey pixels scaled to -1..1"),
        ("range: 0..255, colors: gray", "grey pixels as they are, 0..255"),
    ];

    /// <summary>Ways to prepare images for the model; none when the table has no images or the model takes none.</summary>
    public static IEnumerable<DataDraft> Of(Source source)
    {
        if (source.Sketch.Inputs is not [{ Shape.Count: 4 } input]
            || Images(source.Table.Table) is not { } column
            || Frame(input, column) is not { } frame)
            yield break;
        var layout = frame.ChannelsLast ? ", layout: nhwc" : "";
        var name = column.Name == "image" ? "" : $", column: {YamlText.Of(column.Name)}";
        foreach (var (step, why) in frame.Channels == 3 ? Colour : Grey)
            yield return source.Draft([$"image: {{ size: {frame.Width}x{frame.Height}, {step}{layout}{name} }}"], why: why);
    }

    private static Column? Images(RecordTable table) => table.Columns.FirstOrDefault(column => column switch
    {
        FileColumn => true,
        // Other numbers than bytes are no pixels, but what somebody made of them for the model.
        TensorColumn { Values.Type: ElementType.UInt8 } tensors => tensors.RecordShape.Count == 3 && tensors.RecordShape[0] == 3,
        TextColumn texts => Data.Reading.ImageFolderReader.IsImage(texts[0] ?? ""),
        _ => false,
    });

    /// <summary>Where an input has its channels (1 or 3 of them), and its size: its own, else the data's, else the usual one.</summary>
    private static (int Channels, int Width, int Height, bool ChannelsLast)? Frame(ModelInput input, Column column)
    {
        var (first, last) = (input.Shape[1], input.Shape[3]);
        var channelsLast = last is 1 or 3 && first is not (1 or 3);
        if (!channelsLast && first is not (1 or 3))
            return null;
        var (height, width) = channelsLast ? (input.Shape[1], input.Shape[2]) : (input.Shape[2], input.Shape[3]);
        var own = column is TensorColumn tensors ? (tensors.RecordShape[1], tensors.RecordShape[2]) : (UsualSize, UsualSize);
        return ((int)(channelsLast ? last!.Value : first!.Value), (int)(width ?? own.Item2), (int)(height ?? own.Item1), channelsLast);
    }
}
