namespace PruneBuild.Diagnostics;

/// <summary>Every diagnostic there is. Codes are never reused and never renumbered.</summary>
public static class DiagnosticCatalog
{
    /// <summary>There is no manifest at the path.</summary>
    public static readonly DiagnosticDescriptor ManifestNotFound = new("PB1001", "Manifest is not found",
        "Manifest '{0}' {1}. 'dotnet prune init MODEL' drafts one; --manifest names another.");

    /// <summary>The manifest is not valid YAML.</summary>
    public static readonly DiagnosticDescriptor ManifestNotYaml = new("PB1002", "Manifest is not valid YAML",
        "This is not valid YAML: {0}. Look at the indentation, the quotes and the brackets at this place and just before it.");

    /// <summary>A line of the manifest is indented with a tab.</summary>
    public static readonly DiagnosticDescriptor ManifestTab = new("PB1003", "Tab in the indentation",
        "This line is indented with a tab, which YAML does not allow. Indent with spaces.");

    /// <summary>A key that the manifest does not have.</summary>
    public static readonly DiagnosticDescriptor ManifestUnknownKey = new("PB1004", "Unknown key",
        "'{0}' is not a key of {1}.{2} Its keys: {3}.");

    /// <summary>A value of the wrong type.</summary>
    public static readonly DiagnosticDescriptor ManifestWrongType = new("PB1005", "Wrong type",
        "'{0}' takes {1}, and here is {2}.{3}");

    /// <summary>A key that occurs twice.</summary>
    public static readonly DiagnosticDescriptor ManifestDuplicateKey = new("PB1006", "Duplicate key",
        "'{0}' is here a second time; the first is in line {1}. Remove one of them.");

    /// <summary>A value outside its range.</summary>
    public static readonly DiagnosticDescriptor ManifestOutOfRange = new("PB1007", "Value out of range",
        "'{0}' takes {1}, and {2} is outside.{3}");

    /// <summary>A key that must be there is not.</summary>
    public static readonly DiagnosticDescriptor ManifestMissingKey = new("PB1008", "Missing key",
        "{0} needs '{1}': {2}");

    /// <summary>An alias that names nothing, contains itself, or expands beyond reason.</summary>
    public static readonly DiagnosticDescriptor ManifestAlias = new("PB1009", "Unusable alias",
        "Alias '*{0}' {1}. Write the value out, or move its anchor '&{0}' before its first use.");

    /// <summary>A word that is none of those allowed.</summary>
    public static readonly DiagnosticDescriptor ManifestUnknownWord = new("PB1010", "Unknown word",
        "'{0}' cannot be '{1}'.{2} Possible: {3}.");

    /// <summary>A manifest for another version of the tool.</summary>
    public static readonly DiagnosticDescriptor ManifestVersion = new("PB1011", "Unknown manifest version",
        "This manifest is of version {0}; this tool reads version {1}. Update the tool, or write 'version: {1}'.");

    /// <summary>A path that cannot be used.</summary>
    public static readonly DiagnosticDescriptor ManifestPath = new("PB1012", "Unusable path",
        "Path '{0}' of '{1}' {2}.");

    /// <summary>Keys that do not go together.</summary>
    public static readonly DiagnosticDescriptor ManifestCombination = new("PB1013", "Keys do not go together",
        "{0}");

    /// <summary>Two models of one manifest get in each other's way.</summary>
    public static readonly DiagnosticDescriptor ManifestClash = new("PB1014", "Models clash",
        "Models '{0}' and '{1}' {2}.");

    /// <summary>The manifest is larger or deeper than any manifest needs to be.</summary>
    public static readonly DiagnosticDescriptor ManifestTooLarge = new("PB1015", "Manifest is too large",
        "The manifest {0}. Split it into one manifest for each project.");

    /// <summary>There is a manifest already where one would be written.</summary>
    public static readonly DiagnosticDescriptor ManifestExists = new("PB1016", "Manifest exists already",
        "'{0}' exists already and is not overwritten. Edit it, or write another with --manifest FILE.");

    /// <summary>A project or solution cannot be evaluated.</summary>
    public static readonly DiagnosticDescriptor ProjectUnreadable = new("PB1017", "Project cannot be evaluated",
        "'{0}' cannot be evaluated: {1}. Build it once to see more, or name the manifest itself with --manifest.");

    /// <summary>What a run writes would take the place of what it reads.</summary>
    public static readonly DiagnosticDescriptor OutputOverInput = new("PB1018", "The output would overwrite an input",
        "The run would write model '{0}' and its reports over '{1}', which the manifest reads. Nothing was written. "
        + "Take another output folder (PruneOutputDirectory or --output-dir), or give the model another name.");

    /// <summary>The manifest's bytes are those of another encoding.</summary>
    public static readonly DiagnosticDescriptor ManifestNotUtf8 = new("PB1019", "Manifest is not UTF-8",
        "The manifest is not UTF-8 text. Save it as UTF-8, which editors offer as its encoding.");

    /// <summary>The manifest asks for something that this version cannot do yet.</summary>
    public static readonly DiagnosticDescriptor NotAvailable = new("PB1020", "Not available in this version",
        "This version does not have {0}. Available: {1}.");

    /// <summary>The command line is wrong.</summary>
    public static readonly DiagnosticDescriptor Usage = new("PB1900", "Wrong usage",
        "{0} See 'dotnet prune --help'.");

    /// <summary>The model file cannot be read.</summary>
    public static readonly DiagnosticDescriptor ModelUnreadable = new("PB2001", "Model cannot be read",
        "Model '{0}' cannot be read: {1}. Export it again, or fetch it from version control.");

    /// <summary>External data of a model is missing or too short.</summary>
    public static readonly DiagnosticDescriptor ExternalDataMissing = new("PB2002", "External data is missing",
        "Tensor '{0}' of model '{1}' keeps its data in '{2}', which {3}. Put the file beside the model.");

    /// <summary>The file is the pointer that Git LFS keeps in its place.</summary>
    public static readonly DiagnosticDescriptor ModelIsLfsPointer = new("PB2003", "A Git LFS pointer instead of the file",
        "'{0}' is a Git LFS pointer, not the file itself. Run 'git lfs pull'; in CI, check out with LFS enabled.");

    /// <summary>External data would be read from outside the model's folder.</summary>
    public static readonly DiagnosticDescriptor ExternalDataOutside = new("PB2004", "External data outside the model's folder",
        "Tensor '{0}' of model '{1}' keeps its data in '{2}', which {3}. Copy the data file into the model's folder, not as a link, "
        + "and save the model again.");

    /// <summary>A tensor of the model is malformed.</summary>
    public static readonly DiagnosticDescriptor TensorMalformed = new("PB2005", "Malformed tensor",
        "Tensor '{0}' of model '{1}' is malformed: {2}. Export the model again.");

    /// <summary>The main file is larger than protobuf allows.</summary>
    public static readonly DiagnosticDescriptor ModelTooLarge = new("PB2006", "Model file too large",
        "Model '{0}' has {1} bytes; an ONNX file holds at most 2 GiB. Save the model with external data.");

    /// <summary>There is no model file.</summary>
    public static readonly DiagnosticDescriptor ModelMissing = new("PB2007", "Model file is missing",
        "Model '{0}' does not exist. Correct the path, or fetch the file from version control.");

    /// <summary>A model with external data is to be embedded.</summary>
    public static readonly DiagnosticDescriptor ResourceWithData = new("PB2008", "A model with external data cannot be embedded",
        "Model '{0}' has external data ('{1}'), which an app cannot load out of an assembly. "
        + "Ship it 'as: content', or save the model as one file, which holds up to 2 GiB.");

    /// <summary>No group of the model may be cut.</summary>
    public static readonly DiagnosticDescriptor NothingToPrune = new("PB2050", "Nothing to prune",
        "{0} ({1} cannot be cut at all). Run 'dotnet prune inspect' to see what there is.");

    /// <summary>The cut model computes something else than the masked original.</summary>
    public static readonly DiagnosticDescriptor CutNotEquivalent = new("PB2051", "The cut is not equivalent",
        "The cut model's output '{0}' differs from the original's with the same units silenced, by {1:E1} of its magnitude ({2:E1} "
        + "is allowed). This is a bug of PruneBuild, and nothing was written; exclude groups with 'keep' to get on, and report it.");

    /// <summary>The residual stream of the model cannot be turned.</summary>
    public static readonly DiagnosticDescriptor StreamNotInvariant = new("PB2052", "The residual stream cannot be rotated",
        "Method '{0}' turns the residual stream into another basis, which '{1}' does not let through: {2}. "
        + "Take a method that cuts inside the blocks, such as osscar or kprune.");

    /// <summary>The rotated model computes something else than the original.</summary>
    public static readonly DiagnosticDescriptor RotationNotEquivalent = new("PB2053", "The rotation is not equivalent",
        "The rotated model's output '{0}' differs from the original's by {1:E1} of its magnitude before anything was cut ({2:E1} "
        + "is allowed). This is a bug of PruneBuild, and nothing was written; take another method to get on, and report it.");

    /// <summary>A glob of the manifest names nothing in the model.</summary>
    public static readonly DiagnosticDescriptor NameMatchesNothing = new("PB2054", "Nothing has this name",
        "'{0}' under '{1}' matches none of the model's {2} {3}.{4} Run 'dotnet prune inspect MODEL --format json' to see their ids.");

    /// <summary>No weight of the model may be masked.</summary>
    public static readonly DiagnosticDescriptor NothingToMask = new("PB2060", "No weight to mask",
        "{0}{1}. Run 'dotnet prune inspect' to see {2}.");

    /// <summary>The features of a weight do not divide into the groups of a pattern.</summary>
    public static readonly DiagnosticDescriptor PatternUneven = new("PB2061", "A pattern leaves a shorter last group",
        "{0} no multiple of the groups of {1}: the last group is shorter, and no sparse kernel takes it. "
        + "Keep it dense with 'keep', or take another pattern.", Severity.Warning);

    /// <summary>Recovery finds nothing of what it should train.</summary>
    public static readonly DiagnosticDescriptor NothingToTrain = new("PB2062", "Nothing to train",
        "The model has no parameters of the families that 'train' names ({0}). {1}.");

    /// <summary>Recovery by statistics finds no channels to correct.</summary>
    public static readonly DiagnosticDescriptor NothingToCorrect = new("PB2063", "No statistics to correct",
        "The model has no BatchNormalization with constant parameters, and no MatMul, Gemm or Conv whose weight is a constant of floats "
        + "and whose outputs the original has too. Take another recovery, or none.");

    /// <summary>Some of what is to be trained is not there.</summary>
    public static readonly DiagnosticDescriptor FamiliesMissing = new("PB2064", "Families without parameters",
        "'train' names {0}, of which the model{1} has no parameters to train: what is trained is {2}. "
        + "Remove the names, or name other families.", Severity.Warning);

    /// <summary>The device is not one of the words.</summary>
    public static readonly DiagnosticDescriptor DeviceUnknown = new("PB3001", "Unknown device",
        "Device '{0}' is not known. Use auto, cpu, cuda, or cuda:N with the number of the GPU.");

    /// <summary>CUDA was asked for and something it needs is missing.</summary>
    public static readonly DiagnosticDescriptor CudaMissing = new("PB3002", "CUDA is not available",
        "Device '{0}' was asked for, but {1}. Use device: auto or cpu, or install what is missing.");

    /// <summary>The native ONNX Runtime does not load.</summary>
    public static readonly DiagnosticDescriptor RuntimeUnusable = new("PB3003", "ONNX Runtime cannot be used",
        "The native ONNX Runtime cannot be used: {0}. Restore the Microsoft.ML.OnnxRuntime package for this platform.");

    /// <summary>ONNX Runtime does not load a model.</summary>
    public static readonly DiagnosticDescriptor ModelRefused = new("PB3004", "ONNX Runtime refuses the model",
        "ONNX Runtime does not load '{0}': {1}. Check that the model runs in your app with the same version of ONNX Runtime.");

    /// <summary>ONNX Runtime fails while it runs a model.</summary>
    public static readonly DiagnosticDescriptor RunFailed = new("PB3005", "The model does not run",
        "ONNX Runtime failed while running '{0}': {1}. {2}");

    /// <summary>A model needs ONNX Runtime Extensions and they do not load.</summary>
    public static readonly DiagnosticDescriptor ExtensionsMissing = new("PB3006", "ONNX Runtime Extensions are missing",
        "'{0}' uses operators of ONNX Runtime Extensions, which do not load: {1}. Reference Microsoft.ML.OnnxRuntime.Extensions.");

    /// <summary>Statistics came out infinite or not a number.</summary>
    public static readonly DiagnosticDescriptor StatisticsNotFinite = new("PB3007", "Statistics are not finite",
        "What is computed from the values of '{0}', or one of them, is no finite number in {1}. Look for a record with NaN, infinity or "
        + "numbers so large that the model or the sum of their squares overflows, or exclude the group.");

    /// <summary>No input can be made up for a model.</summary>
    public static readonly DiagnosticDescriptor NoSampleInput = new("PB3008", "No sample input fits the model",
        "No made-up input runs through '{0}': {1}. Give the model data in the manifest.");

    /// <summary>Statistics cannot be computed inside the model's graph.</summary>
    public static readonly DiagnosticDescriptor StatisticsImpossible = new("PB3009", "Statistics cannot be computed",
        "Statistics at '{0}' cannot be computed: {1}. Exclude the group, or use a method that needs weights only.");

    /// <summary>An operator on a needed path has no gradient.</summary>
    public static readonly DiagnosticDescriptor NoGradient = new("PB3010", "No gradient",
        "Gradients cannot be taken through {0} '{1}': {2}. Exclude the groups before it with 'keep', "
        + "or use a method that needs no gradients.");

    /// <summary>A model answered what cannot be measured.</summary>
    public static readonly DiagnosticDescriptor AnswersNotFinite = new("PB3011", "Answers are not finite",
        "The {0} model answers NaN or infinity at '{1}', so that {2} cannot be measured. Look for a record that makes it overflow, {3}.");

    /// <summary>A data file or folder is not there.</summary>
    public static readonly DiagnosticDescriptor DataNotFound = new("PB3020", "Data is not found",
        "Data '{0}' is not there. Paths are relative to the manifest.");

    /// <summary>A data file cannot be read.</summary>
    public static readonly DiagnosticDescriptor DataUnreadable = new("PB3022", "Data cannot be read",
        "Data '{0}' cannot be read: {1}. Check the file, and that its ending names its format.");

    /// <summary>A column is missing.</summary>
    public static readonly DiagnosticDescriptor DataColumnMissing = new("PB3023", "Column is missing",
        "Data '{0}' has no column '{1}'; it has: {2}.{3}");

    /// <summary>A row has another number of fields than the header.</summary>
    public static readonly DiagnosticDescriptor DataRowRagged = new("PB3024", "Row of another length",
        "Line {1} of '{0}' has {2}, and the header names {3}. Mend the line, or quote a separator that belongs to the text.");

    /// <summary>A data file is larger than what is taken into memory.</summary>
    public static readonly DiagnosticDescriptor DataTooLarge = new("PB3026", "Data is too large",
        "Data '{0}' needs {1}, and at most {2} are read. Take a part of it: a few thousand records are enough.");

    /// <summary>A data file has no records.</summary>
    public static readonly DiagnosticDescriptor DataEmpty = new("PB3027", "Data has no records",
        "Data '{0}' has no records. Name a file with at least one.");

    /// <summary>Arrays of one data set have different lengths.</summary>
    public static readonly DiagnosticDescriptor DataCountsDiffer = new("PB3028", "Arrays of different lengths",
        "In data '{0}' array '{1}' has {2} records and '{3}' has {4}. All arrays of a data set need the same first axis.");

    /// <summary>A label is not one of the model's classes.</summary>
    public static readonly DiagnosticDescriptor LabelOutOfRange = new("PB3030", "Label out of range",
        "Label '{0}' is not a class of the model, which has {1} outputs (0 to {2}). "
        + "Name the classes in order with 'classes', or mend the label.");

    /// <summary>Nothing says how the model's input is made from the data.</summary>
    public static readonly DiagnosticDescriptor InputNotFed = new("PB3031", "An input gets no data",
        "Input '{0}' ({1}) of the model gets nothing from data '{2}'. Say how under 'prepare' (tokenize, image, array, graph), "
        + "or name a column like the input.");

    /// <summary>A record does not fit the model.</summary>
    public static readonly DiagnosticDescriptor RecordUnfit = new("PB3032", "A record does not fit",
        "Record {0} of '{1}' cannot become the model's input: {2}.");

    /// <summary>A number could not be read.</summary>
    public static readonly DiagnosticDescriptor NumberUnreadable = new("PB3033", "Not a number",
        "'{0}' in column '{1}' of record {2} is no finite number. Mend it, or leave its record out.");

    /// <summary>Data that was named for a model does not feed it.</summary>
    public static readonly DiagnosticDescriptor DataDoesNotFeed = new("PB3034", "Data does not feed the model",
        "Data '{0}' does not feed '{1}': {2}. Name other data, or leave --data out and write 'data' and 'prepare' by hand.");

    /// <summary>Labels of another file are not those of the records.</summary>
    public static readonly DiagnosticDescriptor LabelCountDiffers = new("PB3035", "Labels do not fit the records",
        "Labels '{0}' have {1} rows, and data '{2}' has {3} records. Name the file with one row for each record, in the same order.");

    /// <summary>A model cannot write texts.</summary>
    public static readonly DiagnosticDescriptor GeneratedUnfit = new("PB3036", "The model cannot write its data",
        "'generated' lets the model write its own calibration data, and this one cannot: {0}. "
        + "Name records with 'file', or mend what stands here.");

    /// <summary>The method needs data and there is none.</summary>
    public static readonly DiagnosticDescriptor CalibrationNeeded = new("PB3050", "Calibration data needed",
        "{0} needs calibration data, and the model has none. Add 'data: {{ calibration: … }}', or {1}.");

    /// <summary>A least-squares solve failed.</summary>
    public static readonly DiagnosticDescriptor RefitGivenUp = new("PB3051", "A refit was given up",
        "{0}. More calibration data usually mends this, and so does a larger 'ridge' of 'reconstruct: least-squares'.", Severity.Warning);

    /// <summary>The budget asks for more than the groups hold.</summary>
    public static readonly DiagnosticDescriptor BudgetOutOfReach = new("PB3052", "Budget out of reach",
        "The budget cannot be met: {0}. Ask for less, or allow more 'structures'.{1}");

    /// <summary>A criterion has nothing to say about a group.</summary>
    public static readonly DiagnosticDescriptor CriterionUnfit = new("PB3053", "The criterion does not fit the group",
        "Criterion '{0}' cannot judge '{1}', because {2}; the group stays whole. "
        + "Take another criterion ('magnitude' judges every group, 'taylor' those between floats), "
        + "or leave the group out with 'keep' or 'structures'.");

    /// <summary>A budget leaves more than there is.</summary>
    public static readonly DiagnosticDescriptor BudgetMet = new("PB3055", "Budget met already",
        "The budget leaves {0}, and the model has {1} before anything goes: nothing is removed. "
        + "Ask for less than that, or for a share such as '{2}: 50%'.", Severity.Warning);

    /// <summary>A mask was made in a simpler way than asked.</summary>
    public static readonly DiagnosticDescriptor MaskGivenUp = new("PB3060", "A mask was made in a simpler way",
        "Weight '{0}': {1}.", Severity.Warning);

    /// <summary>Too few rows of calibration data for weights that are fitted to it.</summary>
    public static readonly DiagnosticDescriptor CalibrationScarce = new("PB3061", "Little calibration data for new weights",
        "{0} of calibration data for {1} features of '{2}': weights that are fitted to so few fit little else. "
        + "Take more records ({3} rows are enough), or a method that changes no weight.", Severity.Warning);

    /// <summary>A loss does not fit the model.</summary>
    public static readonly DiagnosticDescriptor LossUnfit = new("PB3062", "The loss does not fit the model",
        "Loss '{0}' cannot be computed: {1}. Take another 'loss', or leave it out.");

    /// <summary>No weight is smaller in sparse form.</summary>
    public static readonly DiagnosticDescriptor NothingStoredSparse = new("PB3063", "Nothing is stored sparse",
        "'store: sparse-initializers' makes none of {0} masked weights smaller: {1}. {2}.", Severity.Warning);

    /// <summary>No unit is without effect.</summary>
    public static readonly DiagnosticDescriptor NothingToCompact = new("PB3064", "Nothing to compact",
        "'compact: true' finds that none of {0} in {1} is without effect, and {2} cannot be cut. {3}.",
        Severity.Warning);

    /// <summary>Training did not pay.</summary>
    public static readonly DiagnosticDescriptor NothingLearnt = new("PB3065", "Recovery found nothing better",
        "'{0}' trained {1} steps and was nowhere clearly better on {3} than at its start (loss {2:G4}), "
        + "so the model stays as pruned. Name more calibration data, or remove 'recover'; "
        + "where 'learning-rate' is given, leave it out or lower it.", Severity.Warning);

    /// <summary>A model is too old to be trained.</summary>
    public static readonly DiagnosticDescriptor OpsetTooOld = new("PB3066", "The opset is too old to train",
        "The model is at opset {0}, and 'recover: {1}' takes gradients, which need opset {2} or later. Export it anew at a later opset, "
        + "or leave 'recover' out.");

    /// <summary>Nothing could be held out to see whether training helps.</summary>
    public static readonly DiagnosticDescriptor NothingHeldOut = new("PB3067", "Recovery has nothing to judge itself by",
        "'{0}' trains on {1} records of calibration data, too few to hold any out: what it learns is judged by what it learns from, "
        + "and may be worse on other data. Name more calibration records (four batches, of up to 32 records as a rule), "
        + "or judge the result by a gate.", Severity.Warning);

    /// <summary>Earlier masks took as much already.</summary>
    public static readonly DiagnosticDescriptor NothingMoreMasked = new("PB3069", "Nothing more is masked",
        "Earlier steps masked as much already: {0:0.#} % of the elements of these weights are zeros, none comes back, "
        + "and this step takes no more. What is gone counts: ask for more than that, or remove the step.", Severity.Warning);

    /// <summary>One of several methods was taken.</summary>
    public static readonly DiagnosticDescriptor MethodChosen = new("PB3070", "The method that was chosen",
        "'best' takes {0}, whose answers are nearest to the original's on calibration data that was held out. How far they are: {1}.",
        Severity.Message);

    /// <summary>One of several methods is out.</summary>
    public static readonly DiagnosticDescriptor CandidateFailed = new("PB3071", "A method that was tried failed",
        "'best' tried {0}, which failed with {1}: {2}", Severity.Message);

    /// <summary>The matrices that a rotation adds cost more than its cut saves.</summary>
    public static readonly DiagnosticDescriptor RotationDearer = new("PB3072", "The rotated model costs more",
        "'{0}' leaves a model that takes {1} more FLOPs than the original: it adds matrices between the blocks, and so few directions go "
        + "that these cost more than is saved. Ask for more 'units', or for a share of the work such as 'flops: 20%', which counts them.",
        Severity.Warning);

    /// <summary>A gate does not hold.</summary>
    public static readonly DiagnosticDescriptor GateFailed = new("PB4001", "Gate failed",
        "Gate '{0}' failed: {1}. {2}.");

    /// <summary>A gate's metric was not measured.</summary>
    public static readonly DiagnosticDescriptor GateNotMeasured = new("PB4002", "Gate was not measured",
        "Gate '{0}' cannot be judged: {1}.");

    /// <summary>A gate was judged on records that are not named for it.</summary>
    public static readonly DiagnosticDescriptor GateOnOtherRecords = new("PB4003", "Gate judged without validation records",
        "Gate '{0}' was judged on {1}, which proves little. Name others with 'validation' under 'data'.",
        Severity.Warning);

    /// <summary>No gate looks at the answers.</summary>
    public static readonly DiagnosticDescriptor NoGateOnAnswers = new("PB4004", "No gate judges the answers",
        "No gate of '{0}' judges its answers: a model that answers worse would ship. {1}",
        Severity.Message);

    /// <summary>The original is no better than chance on the records that judge.</summary>
    public static readonly DiagnosticDescriptor OriginalGuesses = new("PB4005", "The original does no better than guessing",
        "The original's '{0}' is {1} on {2} records, which guessing reaches too: limits against it prove nothing. "
        + "Check 'prepare', 'label' and 'classes' under 'data', and that these records are the model's.",
        Severity.Warning);

    /// <summary>A manifest's own metric was not measured.</summary>
    public static readonly DiagnosticDescriptor MetricNotMeasured = new("PB4006", "Metric was not measured",
        "'metric: {0}' cannot be shown: {1}. The report leads with '{2}'.",
        Severity.Warning);

    /// <summary>A model of the manifest has no entry in the lock file.</summary>
    public static readonly DiagnosticDescriptor LockMissing = new("PB4101", "No lock entry",
        "Model '{0}' has no entry in {1}. Run 'dotnet prune run' and commit the file.");

    /// <summary>The lock file does not agree with the tree.</summary>
    public static readonly DiagnosticDescriptor LockStale = new("PB4102", "Lock entry is stale",
        "Model '{0}': {1} since {2} was written. Run 'dotnet prune run' and commit the file.");

    /// <summary>The lock file is damaged.</summary>
    public static readonly DiagnosticDescriptor LockUnreadable = new("PB4103", "Lock file cannot be read",
        "The lock file cannot be read: {0}. After a merge take either side, or delete the file; then run 'dotnet prune run'.");

    /// <summary>The artifact that is there is not the one of the lock file.</summary>
    public static readonly DiagnosticDescriptor ArtifactDiffers = new("PB4104", "Artifact is not the locked one",
        "The pruned model '{0}' is not the one that {1} describes. Delete it and run 'dotnet prune run'.");

    /// <summary>The pruned model is to be measured and is not there.</summary>
    public static readonly DiagnosticDescriptor ArtifactMissing = new("PB4105", "Artifact is missing",
        "The pruned model '{0}' is not there, so that it cannot be measured. Run 'dotnet prune run' first.");

    /// <summary>Pruning cuts otherwise than the lock file says.</summary>
    public static readonly DiagnosticDescriptor PlanDiffers = new("PB4106", "Plan is not the locked one",
        "Model '{0}' is cut otherwise here than {1} says: {2}. Run 'dotnet prune run' and commit the file, "
        + "or take the locked model from a shared cache.");

    /// <summary>A file could not be read or written for a reason outside the tool.</summary>
    public static readonly DiagnosticDescriptor EnvironmentFailed = new("PB5100", "A file operation failed",
        "{0}: {1}. Nothing was replaced. Check permissions and free space, then run again.");

    /// <summary>The cache cannot be used.</summary>
    public static readonly DiagnosticDescriptor CacheFailed = new("PB5101", "The cache cannot be used",
        "The cache '{0}' cannot be used: {1}. The run goes on without it. Mend it, or leave it out: '--cache none' for the user's own, "
        + "no '--cache-url' for a shared one.", Severity.Warning);

    /// <summary>The app's own ONNX Runtime cannot be measured on.</summary>
    public static readonly DiagnosticDescriptor RuntimeNotTaken = new("PB5102", "The app's ONNX Runtime is not used",
        "The ONNX Runtime in '{0}' cannot be used here: {1}. The tool's own is used instead, so that times may differ from the app's.",
        Severity.Warning);

    /// <summary>The user or the system asked the tool to stop.</summary>
    public static readonly DiagnosticDescriptor Stopped = new("PB5103", "Stopped before the end",
        "'dotnet prune {0}' was stopped before its end. {1}");

    /// <summary>There is not enough memory.</summary>
    public static readonly DiagnosticDescriptor MemoryExhausted = new("PB5104", "Not enough memory",
        "The work needs more than the {0} GiB of memory that this process may use. Nothing was replaced. Use fewer records "
        + "('take' under 'data'), or allow it more memory.");

    /// <summary>A command needs a pruned model and there is none.</summary>
    public static readonly DiagnosticDescriptor NotPruned = new("PB5110", "The model is not pruned yet",
        "Model '{0}' has no pruned model in '{1}'. Run 'dotnet prune run {0}' first.");

    /// <summary>The pruned model that is there was made from something else than the manifest says now.</summary>
    public static readonly DiagnosticDescriptor ArtifactOutdated = new("PB5111", "The pruned model is of an earlier run",
        "The pruned model of '{0}' was made from other files or settings than the manifest names now; what is shown is about that one. "
        + "Run 'dotnet prune run {0}' to make it anew.", Severity.Warning);

    /// <summary>A page was written and nothing shows it.</summary>
    public static readonly DiagnosticDescriptor PageNotShown = new("PB5112", "The browser did not open",
        "The report was written and could not be opened: {0}. Open the file in a browser.", Severity.Warning);

    /// <summary>A file that a page shows is not as the tool wrote it.</summary>
    public static readonly DiagnosticDescriptor PageFileDamaged = new("PB5113", "A result file is damaged",
        "The file is damaged: {0}. 'dotnet prune {1} {2}' writes it anew.");

    /// <summary>A page shows what the manifest does not say now.</summary>
    public static readonly DiagnosticDescriptor ReportOutdated = new("PB5114", "The report is not about the manifest",
        "The report of '{0}' is not about what the manifest says now: {1}. 'dotnet prune {2} {0}' makes it anew.", Severity.Warning);

    /// <summary>The build found no tool.</summary>
    public static readonly DiagnosticDescriptor ToolMissing = new("PB5201", "The tool is missing",
        "The tool '{0}' does not exist. Restore the packages again, or correct PruneToolPath.");

    /// <summary>The tool ended badly and did not say why.</summary>
    public static readonly DiagnosticDescriptor ToolDied = new("PB5202", "The tool broke off",
        "The tool ended with exit code {0} and no diagnostic. Its last words: {1}");

    /// <summary>The build stopped the tool.</summary>
    public static readonly DiagnosticDescriptor ToolTimedOut = new("PB5203", "The tool took too long",
        "The tool did not end within PruneTimeout ({0} seconds) and was stopped. Nothing was replaced. "
        + "Raise PruneTimeout, or take less data.");

    /// <summary>A list that the tool wrote for the build is damaged.</summary>
    public static readonly DiagnosticDescriptor BuildListUnreadable = new("PB5204", "A list of the build cannot be read",
        "'{0}', which the tool wrote, cannot be read: {1}. Delete it and build again.");

    /// <summary>A package's own targets file takes the place of the one that would carry its models.</summary>
    public static readonly DiagnosticDescriptor PackageHasTargets = new("PB5205", "A package's models reach no app",
        "The package has a '{0}.targets' of its own, so that its pruned models reach no app. Import '{1}PrunedModels.targets', "
        + "which is in the package, from it, or set PrunePack to false.");

    /// <summary>A property of the project has a value that it does not take.</summary>
    public static readonly DiagnosticDescriptor PropertyUnclear = new("PB5206", "Property of the build has an unknown value",
        "{0} is '{1}', which is none of its values. Write {2}, or leave it out.");

    /// <summary>What ships without a build is not there.</summary>
    public static readonly DiagnosticDescriptor BuiltModelGone = new("PB5207", "What was built is gone",
        "'{0}', which the last build left, is not there, so that nothing can ship. Build the project again, without --no-build.");

    /// <summary>What would ship is not what the tool judged.</summary>
    public static readonly DiagnosticDescriptor BuiltModelReplaced = new("PB5208", "A model is not the one that was judged",
        "'{0}' is not the file that the last run of the tool left for this project, and does not ship. Build again; "
        + "projects that share PruneOutputDirectory need folders of their own.");

    /// <summary>A web project serves the original from the pruned model's place.</summary>
    public static readonly DiagnosticDescriptor ServedFromWebRoot = new("PB5209", "The original would be served",
        "Model '{0}' goes to '{1}', and the project serves its own file there: the original. Move the original out of wwwroot, "
        + "give the model an 'output' outside wwwroot, and serve it from an endpoint.");

    /// <summary>The system does not start the tool's process.</summary>
    public static readonly DiagnosticDescriptor ToolNotStarted = new("PB5210", "The tool cannot be started",
        "'{0}', which runs the tool, cannot be started: {1}. Correct PruneToolPath, or make the file executable.");

    /// <summary>Models of two projects go to one place of a project that refers to both.</summary>
    public static readonly DiagnosticDescriptor PlaceShared = new("PB5211", "Two models go to one place",
        "'{0}' and '{1}' both go to '{2}', and are not the same: one would overwrite the other. "
        + "Give one of the models another 'output' in its prune.yaml.");

    /// <summary>Slurm does not take a job.</summary>
    public static readonly DiagnosticDescriptor SlurmUnusable = new("PB5301", "Slurm takes no job",
        "'{0}' failed: {1}. Run this where Slurm's commands work, correct --sbatch-option, or leave out '--executor slurm'.");

    /// <summary>Work that was given to other machines did not come back.</summary>
    public static readonly DiagnosticDescriptor ShardsMissing = new("PB5302", "Shards did not come back",
        "{0} of {1} pieces of work are missing after Slurm job {2}: {3}. See the logs '{4}', and run the command again: "
        + "it does what is missing.");

    /// <summary>What other machines made is not there, or was made of other inputs.</summary>
    public static readonly DiagnosticDescriptor MadeElsewhereGone = new("PB5303", "What was made elsewhere is gone",
        "Model '{0}' was pruned elsewhere, and its result is no longer in the cache, or its inputs changed meanwhile. "
        + "Run the command again.");

    /// <summary>The tool itself failed.</summary>
    public static readonly DiagnosticDescriptor InternalError = new("PB9001", "Internal error",
        "{0}: {1}. This is a bug of PruneBuild; run again with --verbosity diag for the stack trace, and report it.");
}
