using SampleApp;

// Usage: SampleApp [SENTENCE] [PICTURE]
var sentence = args.Length > 0 ? args[0] : "An unhurried, warm and very funny film that trusts its audience.";
var picture = args.Length > 1 ? args[1] : Path.Combine(AppContext.BaseDirectory, "picture.png");
if (!File.Exists(picture))
{
    Console.Error.WriteLine($"There is no picture '{picture}'.");
    return 2;
}

using var tokenizer = new Tokenizer(Beside("models", "tokenize.onnx"));
using var decoder = new ImageDecoder(Beside("models", "decode-image.onnx"));
string[] classes = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

Console.WriteLine($"\"{sentence}\"");
Comparison.Run(
    PrunedModels.Sentiment, Beside("originals", "sentiment-small.onnx"), tokenizer.Tokenize(sentence), ["negative", "positive"]).Print();
Console.WriteLine();
Console.WriteLine(picture);
Comparison.Run(PrunedModels.Cifar10, Beside("originals", "resnet20-cifar10.onnx"), decoder.Decode(picture), classes).Print();
return 0;

static string Beside(string folder, string name) => Path.Combine(AppContext.BaseDirectory, folder, name);
