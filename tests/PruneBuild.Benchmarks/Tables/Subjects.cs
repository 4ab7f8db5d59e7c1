namespace PruneBuild.Benchmarks.Tables;

/// <summary>The models that tables are made on.</summary>
internal static class Subjects
{
    /// <summary>Every subject.</summary>
    public static IReadOnlyList<Subject> All { get; } =
    [
        Sst2("sst2-minilm"),
        // As many sentences as the authors' code draws for K-prune's published settings.
        Sst2("sst2-minilm", 3974) with { Name = "sst2-minilm-kprune" },
        // Eight rows of calibration data per feature are enough for masks.
        Sst2("sst2-minilm", 800) with { Name = "sst2-minilm-masks" },
        // As many as Kwon et al. calibrate on.
        Sst2("sst2-minilm", 2048) with { Name = "sst2-minilm-kwon" },
        Sst2("sentiment-small"),
        HeldOut("sst2-minilm"),
        HeldOut("sentiment-small"),
        Cifar("resnet20"),
        Cifar("resnet32"),
        Cifar("resnet56"),
    ];

    /// <summary>The subject of that name.</summary>
    public static Subject Named(string name) =>
        All.FirstOrDefault(subject => subject.Name == name)
        ?? throw new ArgumentException(
            $"no subject is called '{name}'; there are {string.Join(", ", All.Select(subject => subject.Name))}");

    private static Subject Sst2(string model, int sentences = 2000) => new(
        model,
        $"{model} (BERT, SST-2): {sentences:N0} sentences of the training set calibrate, the 872 of the development set validate",
        $$"""
        source: models/{{model}}/{{model}}.onnx
        data:
          calibration: { file: data/sst2/train.tsv, take: {{sentences}} }
          validation: { file: data/sst2/dev.tsv }
          label: label
          prepare:
            - tokenize: { kind: wordpiece, vocabulary: models/{{model}}/vocab.txt, lower-case: true, strip-accents: true, text: sentence, max-length: 64 }
        """,
        new AccuracyScore());

    private static Subject HeldOut(string model)
    {
        var subject = Sst2(model);
        return subject with
        {
            Name = $"{model}-held-out",
            Title = $"{model} (BERT, SST-2): 2,000 sentences of the training set calibrate, "
                + $"{HeldOutSentences.Count:N0} others of it validate",
            Entry = subject.Entry.Replace("data/sst2/train.tsv", $"'{Subject.HeldOut}/calibrate.tsv'")
                .Replace("data/sst2/dev.tsv", $"'{Subject.HeldOut}/judge.tsv'"),
        };
    }

    private static Subject Cifar(string model) => new(
        model,
        $"{model} (CIFAR-10): 500 JPEG images of the training set and their mirror images calibrate, 1,000 JPEG test images validate",
        $$"""
        source: data/cifar10-resnet/{{model}}-cifar10.onnx
        data:
          calibration: { file: data/cifar10/train_jpeg_500.bin.gz }
          validation: { file: data/cifar10/test_jpeg_1000.bin.gz }
          label: label
          prepare:
            - image: { size: 32x32, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225], layout: nchw, range: 0..1 }
        """,
        new AccuracyScore(),
        Mirrored: true);
}
