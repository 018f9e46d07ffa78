/** What the build finds out about the files beside the page, see packing/bundles.ts. */
declare module "virtual:linnet-bundles" {
  /** The page's bundles. */
  export const bundles: readonly import("./engine").BundleFiles[];
  /** Size of onnxruntime-web's WebAssembly. */
  export const runtimeBytes: number;
}
